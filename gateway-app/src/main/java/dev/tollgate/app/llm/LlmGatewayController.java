package dev.tollgate.app.llm;

import dev.tollgate.admin.problem.BoundedBody;
import dev.tollgate.admin.problem.Problem;
import dev.tollgate.filter.CreditGate;
import dev.tollgate.filter.autoconfigure.CreditFilterProperties;
import dev.tollgate.filter.denial.Denial;
import dev.tollgate.filter.gateway.Arrived;
import dev.tollgate.filter.gateway.LimitHeaders;
import dev.tollgate.filter.gateway.Visitors;
import dev.tollgate.filter.identity.Credential;
import dev.tollgate.filter.limit.Visit;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/**
 * {@code POST /api/llm-gateway}: a chat with a model of any provider, asked and answered in one shape. The gate is asked who calls
 * before anything of the body is read; what cannot be taken, or not now, counts as a request all the same, as on the providers' own
 * paths.
 */
@RestController
class LlmGatewayController {

    private final CreditGate gate;
    private final Visitors visitors;
    private final LimitHeaders limits;
    private final Bodies bodies;
    private final Chats chats;
    private final int mostBytes;

    LlmGatewayController(
            CreditGate gate,
            Visitors visitors,
            LimitHeaders limits,
            Bodies bodies,
            Chats chats,
            CreditFilterProperties properties) {
        this.gate = gate;
        this.visitors = visitors;
        this.limits = limits;
        this.bodies = bodies;
        this.chats = chats;
        this.mostBytes = properties.maxBodyBytes();
    }

    @PostMapping("/api/llm-gateway")
    Mono<Void> chat(ServerWebExchange exchange) {
        Visit visit = visitors.visit(exchange.getRequest());
        return gate.identify(Credential.from(exchange.getRequest().getHeaders()::getFirst), visit)
                .flatMap(identified -> identified.fold(
                        caller -> chat(exchange, new Arrived(visit, caller)),
                        denial -> refused(exchange, visit, denial)));
    }

    private Mono<Void> chat(ServerWebExchange exchange, Arrived arrived) {
        return BoundedBody.of(exchange.getRequest(), mostBytes)
                .flatMap(body ->
                        bodies.read(arrived.caller().account().id(), body, bytes -> read(exchange, arrived, bytes)))
                .flatMap(chats::answer)
                .onErrorResume(
                        Problem.class,
                        wrong -> HandOver.isDone(exchange) ? Mono.error(wrong) : counted(exchange, arrived, wrong));
    }

    private static GateCall read(ServerWebExchange exchange, Arrived arrived, byte[] body) {
        LlmRequest request = LlmRequest.of(body);
        return new GateCall(exchange, arrived, request, Target.of(request, arrived.caller()));
    }

    private Mono<Void> counted(ServerWebExchange exchange, Arrived arrived, Problem wrong) {
        return gate.count(arrived.caller(), arrived.visit())
                .flatMap(counted -> counted.fold(
                        caller -> {
                            limits.tell(
                                    exchange.getResponse().getHeaders(),
                                    arrived.visit().standing());
                            return Mono.<Void>error(wrong);
                        },
                        denial -> refused(exchange, arrived.visit(), denial)));
    }

    /** Of a request that the gate has not been handed. */
    private <T> Mono<T> refused(ServerWebExchange exchange, Visit visit, Denial denial) {
        limits.tell(exchange.getResponse().getHeaders(), visit.standing());
        Map<String, Object> members = new LinkedHashMap<>();
        denial.retryAfter()
                .ifPresent(pause -> members.put(
                        "retryAfterSeconds", Math.max(1, pause.plusMillis(999).toSeconds())));
        denial.limit().ifPresent(limit -> {
            members.put("level", limit.level());
            limit.limit().ifPresent(amount -> members.put("limit", amount));
        });
        return Mono.error(
                Problem.with(HttpStatus.valueOf(denial.status()), denial.code().code(), denial.message(), members));
    }
}
