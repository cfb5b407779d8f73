package dev.tollgate.filter.gateway;

import dev.tollgate.filter.Call;
import dev.tollgate.filter.CreditGate;
import dev.tollgate.filter.denial.Decision;
import dev.tollgate.filter.denial.Denial;
import dev.tollgate.filter.denial.DenialCode;
import dev.tollgate.filter.dialect.Dialect;
import dev.tollgate.filter.dialect.Dialects;
import dev.tollgate.filter.dialect.service.ServiceDialect;
import dev.tollgate.filter.identity.Caller;
import dev.tollgate.filter.identity.Credential;
import dev.tollgate.filter.limit.Visit;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** Makes a call for the gate of what comes over HTTP: who sends it, with which labels, and its body. */
public final class Reception {

    private static final Logger log = LoggerFactory.getLogger(Reception.class);

    private final CreditGate gate;
    private final RequestBodies bodies;
    private final ServicePaths services;

    public Reception(CreditGate gate, RequestBodies bodies, ServicePaths services) {
        this.gate = gate;
        this.bodies = bodies;
        this.services = services;
    }

    /** A known caller, what it calls by its prices, and what it says beside its body. */
    private record Asked(Caller caller, Dialects.Match match, Labels labels) {}

    /** The body of a stranger is not read. */
    Mono<Decision<Call>> receive(ServerWebExchange exchange, Dialects.Match match, UUID requestId, Visit visit) {
        Instant at = Instant.now();
        boolean upload = match.dialect().takesUploads(match.operation());
        return identified(exchange, match, visit)
                .onErrorResume(bug -> Mono.just(Decision.deny(internalError(requestId, bug))))
                .flatMap(identified -> identified
                        .then(caller -> meant(exchange, match, caller)
                                .then(meant -> Labels.from(exchange.getRequest().getHeaders())
                                        .then(labels -> Decision.pass(new Asked(caller, meant, labels)))))
                        .thenLater(asked -> bodies.read(exchange.getRequest(), upload)
                                .map(read ->
                                        read.then(body -> Decision.pass(call(requestId, at, visit, asked, body))))));
    }

    private Mono<Decision<Caller>> identified(ServerWebExchange exchange, Dialects.Match match, Visit visit) {
        return Arrived.at(exchange)
                .map(arrived -> Mono.just(Decision.pass(arrived.caller())))
                .orElseGet(() -> gate.identify(credential(exchange, match.dialect()), visit));
    }

    /** A service is one of the caller's prices, which may have changed since the path was looked at. */
    private Decision<Dialects.Match> meant(ServerWebExchange exchange, Dialects.Match match, Caller caller) {
        if (!(match.dialect() instanceof ServiceDialect)) {
            return Decision.pass(match);
        }
        return services.match(exchange.getRequest(), caller.prices().book())
                .map(Decision::pass)
                .orElseGet(() -> Decision.deny(
                        new Denial.Invalid(DenialCode.UNKNOWN_PATH, "The service at this path is not sold any more.")));
    }

    private static Optional<Credential> credential(ServerWebExchange exchange, Dialect dialect) {
        return Credential.from(exchange.getRequest().getHeaders()::getFirst)
                .or(() -> dialect.takesKeyInQuery()
                        ? Credential.of(exchange.getRequest().getQueryParams().getFirst("key"))
                        : Optional.empty());
    }

    private static Call call(UUID requestId, Instant at, Visit visit, Asked asked, byte[] body) {
        return new Call(
                requestId,
                at,
                asked.match().dialect(),
                asked.match().operation(),
                asked.caller(),
                visit,
                body,
                asked.labels().tags(),
                asked.labels().keys(),
                asked.labels().wishes(),
                asked.labels().run().orElse(null));
    }

    /** Tells the operator what the caller is not told. */
    static Denial internalError(UUID requestId, Throwable bug) {
        log.error("Request {} could not be admitted", requestId, bug);
        return new Denial.Unavailable(
                DenialCode.INTERNAL_ERROR, "The gateway failed to handle this request. Nothing was charged.");
    }
}
