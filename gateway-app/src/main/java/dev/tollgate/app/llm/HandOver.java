package dev.tollgate.app.llm;

import dev.langchain4j.http.client.HttpRequest;
import dev.tollgate.filter.gateway.Arrived;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;
import org.springframework.web.reactive.DispatcherHandler;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.ServerWebExchangeDecorator;
import reactor.core.publisher.Mono;

/**
 * Hands a request that a model has written to the gate, within this program: as if the caller had sent it by itself, over the
 * connection that it has, from the address that it has, with its own headers. What filters of the server do (limits of an address,
 * pages of other origins, log-in) has been done for the caller's own request, and is not done twice.
 */
@Component
final class HandOver {

    private static final String DONE = HandOver.class.getName();

    private final ObjectProvider<DispatcherHandler> handlers;

    HandOver(ObjectProvider<DispatcherHandler> handlers) {
        this.handlers = handlers;
    }

    /** Whether the gate has been handed what came of a caller's request: it counts the request then. */
    static boolean isDone(ServerWebExchange exchange) {
        return exchange.getAttributes().containsKey(DONE);
    }

    /**
     * Completes when the answer was read and the call is settled. A cancel is to the gate a client that leaves.
     *
     * @param written by a model: path and body
     * @param reader of the answer
     */
    Mono<Void> send(GateCall call, HttpRequest written, GateResponse.Reader reader) {
        ServerWebExchange outer = call.exchange();
        GateRequest request = new GateRequest(
                outer.getRequest(),
                outer.getResponse().bufferFactory(),
                written,
                call.request().notes());
        GateResponse response = new GateResponse(outer.getResponse(), reader);
        return Mono.defer(() -> {
            outer.getAttributes().put(DONE, true);
            return handlers.getObject().handle(new GateExchange(outer, request, response, call.arrived()));
        });
    }

    /** Has attributes of its own: what routes and filters note there is about this request. */
    private static final class GateExchange extends ServerWebExchangeDecorator {

        private final GateRequest request;
        private final GateResponse response;
        private final Map<String, Object> attributes = new ConcurrentHashMap<>();

        GateExchange(ServerWebExchange outer, GateRequest request, GateResponse response, Arrived arrived) {
            super(outer);
            this.request = request;
            this.response = response;
            arrived.note(attributes);
        }

        @Override
        public GateRequest getRequest() {
            return request;
        }

        @Override
        public GateResponse getResponse() {
            return response;
        }

        @Override
        public Map<String, Object> getAttributes() {
            return attributes;
        }
    }
}
