package dev.tollgate.filter.gateway;

import dev.tollgate.pricing.ProviderConnection.Timeouts;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.springframework.cloud.gateway.route.Route;
import org.springframework.cloud.gateway.support.RouteMetadataUtils;
import org.springframework.cloud.gateway.support.ServerWebExchangeUtils;
import org.springframework.web.server.ServerWebExchange;

/** Gives one exchange the timeouts of its provider, which the routes, one for each operation, do not know. */
final class ProviderPatience {

    private ProviderPatience() {}

    static void set(ServerWebExchange exchange, Timeouts timeouts) {
        Route route = exchange.getAttribute(ServerWebExchangeUtils.GATEWAY_ROUTE_ATTR);
        if (route == null
                || timeouts.connect().isEmpty() && timeouts.firstByte().isEmpty()) {
            return;
        }
        Map<String, Object> metadata = new HashMap<>(route.getMetadata());
        put(metadata, RouteMetadataUtils.CONNECT_TIMEOUT_ATTR, timeouts.connect());
        put(metadata, RouteMetadataUtils.RESPONSE_TIMEOUT_ATTR, timeouts.firstByte());
        Route patient = Route.async()
                .id(route.getId())
                .uri(route.getUri())
                .order(route.getOrder())
                .asyncPredicate(route.getPredicate())
                .replaceFilters(route.getFilters())
                .metadata(metadata)
                .build();
        exchange.getAttributes().put(ServerWebExchangeUtils.GATEWAY_ROUTE_ATTR, patient);
    }

    private static void put(Map<String, Object> metadata, String key, Optional<Duration> timeout) {
        timeout.ifPresent(time -> metadata.put(key, Math.min(time.toMillis(), Integer.MAX_VALUE)));
    }
}
