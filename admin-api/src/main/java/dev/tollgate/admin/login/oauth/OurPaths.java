package dev.tollgate.admin.login.oauth;

import java.util.List;
import org.springframework.core.annotation.Order;
import org.springframework.security.web.server.SecurityWebFilterChain;
import org.springframework.security.web.server.WebFilterChainProxy;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;

/**
 * Spring Security, for people's paths only: nothing of it, not even its firewall, is on the way of a metered call. Who may
 * call what is decided at each endpoint, by {@code Access}.
 */
@Order(0)
final class OurPaths extends WebFilterChainProxy {

    private static final List<String> PATHS = List.of("/api/", "/admin/", "/oauth2/authorization/", "/login/oauth2/");

    OurPaths(List<SecurityWebFilterChain> chains) {
        super(chains);
    }

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        String path = exchange.getRequest().getPath().value();
        return PATHS.stream().anyMatch(path::startsWith) ? super.filter(exchange, chain) : chain.filter(exchange);
    }
}
