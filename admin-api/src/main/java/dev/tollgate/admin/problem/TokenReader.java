package dev.tollgate.admin.problem;

import org.jspecify.annotations.Nullable;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;

/**
 * Reads the access token of a request under this API's paths, before it comes to an endpoint. A bad one is no refusal yet:
 * that is for the endpoint to say, which may need none.
 */
@Component
@Order(TokenReader.ORDER)
final class TokenReader implements WebFilter {

    /** Behind the firewall. */
    static final int ORDER = 10;

    private static final String FOUND = TokenReader.class.getName();
    private static final String BEARER = "bearer ";

    private final Visitors visitors;

    TokenReader(Visitors visitors) {
        this.visitors = visitors;
    }

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        ServerHttpRequest request = exchange.getRequest();
        if (!PlainPaths.isOurs(request.getPath().value())) {
            return chain.filter(exchange);
        }
        String token = bearer(request.getHeaders());
        if (token == null || !isToken(token)) {
            return chain.filter(exchange);
        }
        return visitors.visitor(token)
                .<Object>map(visitor -> visitor)
                .onErrorResume(Mono::just)
                .doOnNext(found -> request.getAttributes().put(FOUND, found))
                .then(chain.filter(exchange));
    }

    static @Nullable String bearer(HttpHeaders headers) {
        String authorization = headers.getFirst(HttpHeaders.AUTHORIZATION);
        if (authorization == null || !authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
            return null;
        }
        String bearer = authorization.substring(BEARER.length()).strip();
        return bearer.isEmpty() ? null : bearer;
    }

    /** Three parts, of which the first begins as every JSON object does in Base64. Gateway keys have no points. */
    private static boolean isToken(String bearer) {
        return bearer.startsWith("eyJ") && bearer.indexOf('.') > 0;
    }

    /** Whom the request's access token speaks for, or the failure to find out; null without one. */
    static @Nullable Object found(ServerHttpRequest request) {
        return request.getAttributes().get(FOUND);
    }
}
