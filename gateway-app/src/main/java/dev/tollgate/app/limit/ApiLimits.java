package dev.tollgate.app.limit;

import dev.tollgate.admin.problem.Access;
import dev.tollgate.admin.problem.Problem;
import dev.tollgate.filter.denial.Denial;
import dev.tollgate.filter.gateway.LimitHeaders;
import dev.tollgate.filter.gateway.Visitors;
import dev.tollgate.filter.identity.Credential;
import dev.tollgate.filter.limit.CallLimits;
import dev.tollgate.filter.limit.Visit;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.core.Ordered;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;

/**
 * Holds each address to the limit of the account and admin API, before anything else looks at its requests, and counts the
 * keys that opened nothing there with those of the gate. What opened something there is known as good.
 */
final class ApiLimits implements WebFilter, Ordered {

    private static final List<String> PATHS = List.of("/api/", "/admin/", "/v1/tollgate/", "/oauth2/", "/login/");
    /** Where others tell us what they sign: as often as they like, but with few wrong signatures. */
    private static final List<String> SIGNED =
            List.of("/api/webhooks/stripe", "/api/stripe/webhook", "/api/credits/webhook", "/callbacks/");

    /** Calls of the gate, Ollama's own paths among them, which has limits of its own for them and counts their wrong keys. */
    private static final List<String> OF_THE_GATE =
            List.of("/api/llm-gateway", "/api/chat", "/api/generate", "/api/embed");

    private static final String ADMIN_KEY = "x-admin-key";
    private static final List<String> SECRETS = List.of("authorization", "x-api-key", ADMIN_KEY);

    private final CallLimits limits;
    private final Visitors visitors;
    private final LimitHeaders headers;

    ApiLimits(CallLimits limits, Visitors visitors, LimitHeaders headers) {
        this.limits = limits;
        this.visitors = visitors;
        this.headers = headers;
    }

    @Override
    public int getOrder() {
        return Ordered.HIGHEST_PRECEDENCE + 1; // Behind what lets pages of other origins read a refusal.
    }

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        String path = exchange.getRequest().getPath().value();
        if (SIGNED.stream().anyMatch(path::startsWith)) {
            return signed(exchange, chain);
        }
        if (PATHS.stream().noneMatch(path::startsWith) || OF_THE_GATE.contains(path)) {
            return chain.filter(exchange);
        }
        Visit visit = visitors.visit(exchange.getRequest());
        Optional<Credential> credential = credential(exchange.getRequest().getHeaders());
        return limits.arriveAtApi(visit, credential)
                .flatMap(arrived -> arrived.fold(
                        here -> {
                            exchange.getResponse().beforeCommit(() -> answered(exchange, visit, credential));
                            return chain.filter(exchange);
                        },
                        denial -> refuse(exchange, visit, denial)));
    }

    private Mono<Void> signed(ServerWebExchange exchange, WebFilterChain chain) {
        Visit visit = visitors.visit(exchange.getRequest());
        return limits.arriveSigned(visit)
                .flatMap(arrived -> arrived.fold(
                        here -> {
                            exchange.getResponse()
                                    .beforeCommit(() -> isRefused(exchange)
                                            ? limits.failed(visit.address(), Optional.empty())
                                            : Mono.empty());
                            return chain.filter(exchange);
                        },
                        denial -> refuse(exchange, visit, denial)));
    }

    private static boolean isRefused(ServerWebExchange exchange) {
        HttpStatusCode status = exchange.getResponse().getStatusCode();
        return status != null && status.is4xxClientError();
    }

    private static Optional<Credential> credential(HttpHeaders headers) {
        return Credential.from(headers::getFirst)
                .or(() -> Optional.ofNullable(headers.getFirst(ADMIN_KEY)).map(Credential::new));
    }

    private Mono<Void> answered(ServerWebExchange exchange, Visit visit, Optional<Credential> credential) {
        headers.tell(exchange.getResponse().getHeaders(), visit.standing());
        Access.openedBy(exchange.getRequest()).map(Credential::new).ifPresent(limits::opened);
        boolean wrongKey = HttpStatus.UNAUTHORIZED.equals(exchange.getResponse().getStatusCode())
                && SECRETS.stream().anyMatch(exchange.getRequest().getHeaders()::containsHeader);
        return wrongKey ? limits.failed(visit.address(), credential) : Mono.empty();
    }

    private Mono<Void> refuse(ServerWebExchange exchange, Visit visit, Denial denial) {
        long seconds = denial.retryAfter().map(ApiLimits::seconds).orElse(1L);
        HttpHeaders answer = exchange.getResponse().getHeaders();
        answer.set(HttpHeaders.RETRY_AFTER, Long.toString(seconds));
        headers.tell(answer, visit.standing());
        Map<String, Object> members = new LinkedHashMap<>();
        denial.limit().ifPresent(limit -> {
            members.put("level", limit.level());
            limit.limit().ifPresent(amount -> members.put("limit", amount));
        });
        members.put("retryAfter", seconds);
        return Mono.error(
                Problem.with(HttpStatus.TOO_MANY_REQUESTS, denial.code().code(), denial.message(), members));
    }

    /** Rounded up: who waits so long is let in. */
    private static long seconds(Duration pause) {
        return Math.max(1, pause.plusMillis(999).toSeconds());
    }
}
