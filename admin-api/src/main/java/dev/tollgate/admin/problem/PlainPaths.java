package dev.tollgate.admin.problem;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import org.springframework.web.util.UriUtils;
import reactor.core.publisher.Mono;

/**
 * Lets this API's paths in as they are documented only. Spring also finds them with parameters ({@code /api;x/accounts})
 * or characters in code ({@code /%61pi/accounts}), which whoever guards {@code /api/} before this program does not see.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE)
final class PlainPaths implements WebFilter {

    private static final List<String> OURS =
            List.of("/api/", "/admin/", "/v1/tollgate/", "/oauth2/authorization/", "/login/oauth2/");

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        String path = exchange.getRequest().getURI().getRawPath();
        return isOurs(path) && !path.equals(plain(path))
                ? Mono.error(Problem.notFound("There is nothing at " + path + ". docs/api.md lists what there is."))
                : chain.filter(exchange);
    }

    /** Whether a path is one of this API's, however it is written. */
    static boolean isOurs(String path) {
        String plain = plain(path);
        return OURS.stream().anyMatch(plain::startsWith);
    }

    private static String plain(String path) {
        String bare = path.replaceAll(";[^/]*", "");
        try {
            return UriUtils.decode(bare, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException malformed) {
            return bare;
        }
    }
}
