package dev.tollgate.filter.gateway;

import dev.tollgate.filter.Admission;
import dev.tollgate.filter.Call;
import dev.tollgate.filter.CreditGate;
import dev.tollgate.filter.denial.Decision;
import dev.tollgate.filter.denial.Denial;
import dev.tollgate.filter.denial.DenialCode;
import dev.tollgate.filter.dialect.Dialect;
import dev.tollgate.filter.dialect.Dialects;
import dev.tollgate.filter.identity.Caller;
import dev.tollgate.filter.identity.Credential;
import dev.tollgate.filter.limit.Visit;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.cloud.gateway.filter.GatewayFilter;
import org.springframework.cloud.gateway.filter.GatewayFilterChain;
import org.springframework.cloud.gateway.filter.NettyWriteResponseFilter;
import org.springframework.cloud.gateway.filter.OrderedGatewayFilter;
import org.springframework.cloud.gateway.filter.factory.AbstractGatewayFilterFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/**
 * The filter {@code Credits}: admits each call of a route to the gate, forwards it with the provider's key, meters the
 * answer and settles the call before the answer ends.
 *
 * <p>From admission on, the work runs on a subscription of its own: a client that leaves is noticed, but does not cancel
 * it, because a hold was placed that must be settled.
 */
public final class CreditsGatewayFilterFactory
        extends AbstractGatewayFilterFactory<CreditsGatewayFilterFactory.Config> {

    private static final Logger log = LoggerFactory.getLogger(CreditsGatewayFilterFactory.class);

    /** Before the filter that writes the response, so that it writes to the metered one. */
    public static final int ORDER = NettyWriteResponseFilter.WRITE_RESPONSE_FILTER_ORDER - 1;

    private static final byte[] NONE = {};

    /** The dialect of an answer to nobody in particular. */
    private static final String FALLBACK = "openai";

    private final CreditGate gate;
    private final Dialects dialects;
    private final Forwarding forwarding;
    private final RequestBodies bodies;
    private final Visitors visitors;

    public CreditsGatewayFilterFactory(
            CreditGate gate, Dialects dialects, Forwarding forwarding, RequestBodies bodies, Visitors visitors) {
        super(Config.class);
        this.gate = gate;
        this.dialects = dialects;
        this.forwarding = forwarding;
        this.bodies = bodies;
        this.visitors = visitors;
    }

    /** This version has no settings of its own. */
    public record Config() {}

    @Override
    public Config newConfig() {
        return new Config();
    }

    @Override
    public GatewayFilter apply(Config config) {
        return new OrderedGatewayFilter(this::filter, ORDER);
    }

    private Mono<Void> filter(ServerWebExchange exchange, GatewayFilterChain chain) {
        String path = exchange.getRequest().getPath().value();
        return dialects.match(path, query(exchange))
                .map(match -> filter(exchange, chain, match))
                // A route matches the decoded path; what needs decoding, or has parameters, is not one of ours.
                .orElseGet(() -> visitors.denials(dialects.named(FALLBACK))
                        .write(
                                exchange,
                                new Denial.Invalid(DenialCode.UNKNOWN_PATH, "There is nothing at " + path + ".")));
    }

    private Mono<Void> filter(ServerWebExchange exchange, GatewayFilterChain chain, Dialects.Match match) {
        Visit visit = visitors.visit(exchange.getRequest());
        DenialWriter denials = visitors.denials(RequestId.next(), match.dialect(), visit);
        Instant at = Instant.now();
        return read(exchange, match, denials.requestId(), visit)
                .flatMap(read -> read.fold(
                        asked -> Detached.run(
                                client -> admit(exchange, chain, call(at, match, denials, asked), denials, client)),
                        denial -> denials.write(exchange, denial)));
    }

    /** A known caller, and what was sent. */
    private record Asked(Caller caller, Visit visit, Labels labels, byte[] body) {
        Asked with(byte[] read) {
            return new Asked(caller, visit, labels, read);
        }
    }

    private static String query(ServerWebExchange exchange) {
        return Objects.requireNonNullElse(exchange.getRequest().getURI().getRawQuery(), "");
    }

    private static Optional<Credential> credential(ServerWebExchange exchange, Dialect dialect) {
        return Credential.from(exchange.getRequest().getHeaders()::getFirst)
                .or(() -> dialect.takesKeyInQuery()
                        ? Credential.of(exchange.getRequest().getQueryParams().getFirst("key"))
                        : Optional.empty());
    }

    private Mono<Decision<Asked>> read(ServerWebExchange exchange, Dialects.Match match, UUID requestId, Visit visit) {
        boolean upload = match.dialect().takesUploads(match.operation());
        HttpHeaders headers = exchange.getRequest().getHeaders();
        return gate.identify(credential(exchange, match.dialect()), visit)
                .onErrorResume(bug -> Mono.just(Decision.deny(internalError(requestId, bug))))
                .flatMap(identified -> identified
                        .then(caller -> Labels.from(headers)
                                .then(labels -> Decision.pass(new Asked(caller, visit, labels, NONE))))
                        .thenLater(asked -> bodies.read(exchange.getRequest(), upload)
                                .map(read -> read.then(body -> Decision.pass(asked.with(body))))));
    }

    private static Call call(Instant at, Dialects.Match match, DenialWriter denials, Asked asked) {
        return new Call(
                denials.requestId(),
                at,
                match.dialect(),
                match.operation(),
                asked.caller(),
                asked.visit(),
                asked.body(),
                asked.labels().tags(),
                asked.labels().keys(),
                asked.labels().run().orElse(null));
    }

    private Mono<Void> admit(
            ServerWebExchange exchange, GatewayFilterChain chain, Call call, DenialWriter denials, Client client) {
        return gate.admit(call)
                .onErrorResume(bug -> Mono.just(Decision.deny(internalError(call.id(), bug))))
                .flatMap(decision -> decision.fold(
                        admission -> forward(exchange, chain, admission, denials, client),
                        denial -> denials.write(exchange, denial)));
    }

    private Mono<Void> forward(
            ServerWebExchange exchange,
            GatewayFilterChain chain,
            Admission admission,
            DenialWriter denials,
            Client client) {
        if (client.left()) {
            return admission.abandon(Endings.clientLeftEarly()).then();
        }
        return forwarding.forward(exchange, chain, admission, denials, client);
    }

    private static Denial internalError(UUID requestId, Throwable bug) {
        log.error("Request {} could not be admitted", requestId, bug);
        return new Denial.Unavailable(
                DenialCode.INTERNAL_ERROR, "The gateway failed to handle this request. Nothing was charged.");
    }
}
