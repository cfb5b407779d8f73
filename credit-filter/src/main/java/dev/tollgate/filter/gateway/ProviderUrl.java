package dev.tollgate.filter.gateway;

import dev.tollgate.filter.Ticket;
import dev.tollgate.filter.dialect.Operation;
import dev.tollgate.pricing.Model;
import java.net.URI;
import java.util.regex.Pattern;
import org.springframework.cloud.gateway.filter.GatewayFilterChain;
import org.springframework.cloud.gateway.filter.GlobalFilter;
import org.springframework.cloud.gateway.filter.RouteToRequestUrlFilter;
import org.springframework.cloud.gateway.support.ServerWebExchangeUtils;
import org.springframework.core.Ordered;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/**
 * Sends an admitted call to the address that the price book gives for its provider, in place of the route's own. Nothing
 * that a caller sends has a say in it, but for the query {@code beta=true} and a model that the price book knows by a
 * wildcard.
 */
public final class ProviderUrl implements GlobalFilter, Ordered {

    private static final String ATTRIBUTE = ProviderUrl.class.getName();
    private static final Pattern VERSION_PREFIX = Pattern.compile("^/v[12](beta)?(?=/)");

    /** In the path of an address that has a version of its own, such as {@code /v1} or {@code /v1beta/openai}. */
    private static final Pattern VERSIONED = Pattern.compile("/v\\d[a-z0-9]*(/|$)");

    static void set(ServerWebExchange exchange, Ticket ticket) {
        Operation operation = ticket.call().operation();
        Model model = ticket.tariff().model();
        String name = model.isWildcard() ? ticket.intent().model() : model.name();
        String address = address(ticket.provider().url(), operation.pathFor(name));
        String query = operation.query().isEmpty() ? query(exchange) : '?' + operation.query();
        exchange.getAttributes().put(ATTRIBUTE, URI.create(address + query));
    }

    static String address(URI provider, String path) {
        String base = provider.toString();
        while (base.endsWith("/")) {
            base = base.substring(0, base.length() - 1);
        }
        // Providers are written down both with and without the version that the operation's path begins with, or with
        // another one.
        boolean versioned = VERSIONED.matcher(provider.getPath()).find();
        return base + (versioned ? VERSION_PREFIX.matcher(path).replaceFirst("") : path);
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
