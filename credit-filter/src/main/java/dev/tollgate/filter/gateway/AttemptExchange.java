package dev.tollgate.filter.gateway;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.ServerWebExchangeDecorator;

/**
 * An exchange as one attempt sees it, with attributes and a response of its own: the end of an attempt may be cleared up when
 * the next one runs already, and then closes the connection and rewrites the head that stand in its own.
 */
final class AttemptExchange extends ServerWebExchangeDecorator {

    private final Map<String, Object> attributes;
    private final AttemptResponse response;

    AttemptExchange(ServerWebExchange exchange) {
        super(exchange);
        this.attributes = new ConcurrentHashMap<>(exchange.getAttributes());
        this.response = new AttemptResponse(exchange.getResponse(), attributes);
    }

    @Override
    public Map<String, Object> getAttributes() {
        return attributes;
    }

    @Override
    public ServerHttpResponse getResponse() {
        return response;
    }
}
