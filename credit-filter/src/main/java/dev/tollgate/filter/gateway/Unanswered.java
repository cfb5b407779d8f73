package dev.tollgate.filter.gateway;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.cloud.gateway.route.Route;
import org.springframework.cloud.gateway.support.ServerWebExchangeUtils;
import org.springframework.http.HttpHeaders;
import org.springframework.web.server.ServerWebExchange;

/** An exchange as it is before anything is sent to a provider; it is put back to that for another attempt. */
record Unanswered(ServerWebExchange exchange, HttpHeaders headers, @Nullable Route route) {

    static Unanswered of(ServerWebExchange exchange) {
        return new Unanswered(
                exchange,
                HttpHeaders.copyOf(exchange.getResponse().getHeaders()),
                exchange.getAttribute(ServerWebExchangeUtils.GATEWAY_ROUTE_ATTR));
    }

    /** Of the provider that failed nothing stays, neither what it said nor how long it was given. */
    void restore() {
        Map<String, Object> attributes = exchange.getAttributes();
        // Its answer was read to the end, or its connection is closed: others may use it by now.
        attributes.remove(ServerWebExchangeUtils.CLIENT_RESPONSE_CONN_ATTR);
        ServerWebExchangeUtils.reset(exchange);
        exchange.getResponse().setStatusCode(null);
        HttpHeaders now = exchange.getResponse().getHeaders();
        now.clear();
        now.putAll(headers);
        if (route != null) {
            attributes.put(ServerWebExchangeUtils.GATEWAY_ROUTE_ATTR, route);
        }
    }
}
