package dev.tollgate.filter.gateway;

import dev.tollgate.filter.Ticket;
import java.net.URI;
import org.springframework.cloud.gateway.filter.GatewayFilterChain;
import org.springframework.cloud.gateway.filter.GlobalFilter;
import org.springframework.cloud.gateway.filter.RouteToRequestUrlFilter;
import org.springframework.cloud.gateway.support.ServerWebExchangeUtils;
import org.springframework.core.Ordered;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/**
 * Sends an admitted call to the address that the price book gives for its provider, in place of the route's own. Nothing
 * that a caller sends has a say in it, but for the query {@code beta=true}.
 */
public final class ProviderUrl implements GlobalFilter, Ordered {

    private static final String ATTRIBUTE = ProviderUrl.class.getName();
    private static final String VERSION_PREFIX = "/v1";

    static void set(ServerWebExchange exchange, Ticket ticket) {
        String base = ticket.provider().url().toString();
        while (base.endsWith("/")) {
            base = base.substring(0, base.length() - 1);
        }
        String path = ticket.call().operation().path();
        // Providers are written down both with and without the version that the operation's path begins with.
        if (base.endsWith(VERSION_PREFIX) && path.startsWith(VERSION_PREFIX + "/")) {
            path = path.substring(VERSION_PREFIX.length());
        }
        exchange.getAttributes().put(ATTRIBUTE, URI.create(base + path + query(exchange)));
    }

    /** Anthropic's clients ask for beta features so. Anything else is the caller's own, perhaps a key, and stays here. */
    private static String query(ServerWebExchange exchange) {
        return "true".equals(exchange.getRequest().getQueryParams().getFirst("beta")) ? "?beta=true" : "";
    }

    @Override
    public int getOrder() {
        return RouteToRequestUrlFilter.ROUTE_TO_URL_FILTER_ORDER + 1;
    }

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, GatewayFilterChain chain) {
        URI url = exchange.getAttribute(ATTRIBUTE);
        if (url != null) {
            exchange.getAttributes().put(ServerWebExchangeUtils.GATEWAY_REQUEST_URL_ATTR, url);
        }
        return chain.filter(exchange);
    }
}
