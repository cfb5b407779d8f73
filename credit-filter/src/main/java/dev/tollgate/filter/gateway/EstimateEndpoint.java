package dev.tollgate.filter.gateway;

import dev.tollgate.filter.CreditGate;
import dev.tollgate.filter.denial.Denial;
import dev.tollgate.filter.denial.DenialCode;
import dev.tollgate.filter.dialect.Dialects;
import dev.tollgate.filter.limit.Visit;
import java.util.Map;
import java.util.Objects;
import org.springframework.http.HttpMethod;
import org.springframework.web.reactive.handler.SimpleUrlHandlerMapping;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebHandler;
import reactor.core.publisher.Mono;

/**
 * {@code POST /v1/tollgate/estimate?path=/v1/messages}: what the call of that path with this body can cost. Without a path it
 * is a chat in OpenAI's dialect.
 */
public final class EstimateEndpoint {

    private static final String PATH = "/v1/tollgate/estimate";
    private static final String CHAT = "/v1/chat/completions";
    private static final String FALLBACK = "openai";

    /** Before the gateway's routes. */
    private static final int ORDER = -1;

    private final Dialects dialects;
    private final Visitors visitors;
    private final Reception reception;
    private final Estimates estimates;

    public EstimateEndpoint(CreditGate gate, Dialects dialects, Visitors visitors, Reception reception) {
        this.dialects = dialects;
        this.visitors = visitors;
        this.reception = reception;
        this.estimates = new Estimates(gate);
    }

    public SimpleUrlHandlerMapping mapping() {
        WebHandler handler = this::answer;
        return new SimpleUrlHandlerMapping(Map.of(PATH, handler), ORDER);
    }

    private Mono<Void> answer(ServerWebExchange exchange) {
        String path = Objects.requireNonNullElse(
                exchange.getRequest().getQueryParams().getFirst("path"), CHAT);
        if (exchange.getRequest().getMethod() != HttpMethod.POST) {
            return refused(exchange, "Send the call's body by POST to " + PATH + "?path=" + CHAT + ".");
        }
        return dialects.match(path, "")
                .map(match -> answer(exchange, match))
                .orElseGet(() -> refused(
                        exchange, "There is nothing at the path " + path + ", so no call of it can be estimated."));
    }

    private Mono<Void> answer(ServerWebExchange exchange, Dialects.Match match) {
        Visit visit = visitors.visit(exchange.getRequest());
        DenialWriter denials = visitors.denials(RequestId.next(), match.dialect(), visit);
        return reception
                .receive(exchange, match, denials.requestId(), visit)
                .flatMap(received -> received.fold(
                        call -> estimates.answer(exchange, call, denials), denial -> denials.write(exchange, denial)));
    }

    private Mono<Void> refused(ServerWebExchange exchange, String why) {
        return visitors.denials(dialects.named(FALLBACK))
                .write(exchange, new Denial.Invalid(DenialCode.UNKNOWN_PATH, why));
    }
}
