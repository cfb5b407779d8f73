package dev.tollgate.filter.gateway;

import dev.tollgate.filter.Admission;
import dev.tollgate.filter.Ending;
import dev.tollgate.filter.denial.Denial;
import dev.tollgate.filter.denial.DenialCode;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.cloud.gateway.filter.GatewayFilterChain;
import org.springframework.cloud.gateway.support.ServerWebExchangeUtils;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.http.HttpStatus;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.http.server.reactive.ServerHttpResponseDecorator;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.Connection;
import reactor.netty.http.server.HttpServerResponse;

/** Sends an admitted call to its provider and sees to it that the call ends settled, whatever happens on the way. */
public final class Forwarding {

    private static final Logger log = LoggerFactory.getLogger(Forwarding.class);

    private final StreamWatch watch;
    private final BackgroundResponses background;
    private final Callbacks callbacks;

    public Forwarding(StreamWatch watch, BackgroundResponses background, Callbacks callbacks) {
        this.watch = watch;
        this.background = background;
        this.callbacks = callbacks;
    }

    Mono<Void> forward(
            ServerWebExchange exchange,
            GatewayFilterChain chain,
            Admission admission,
            DenialWriter denials,
            Client client) {
        return callbacks
                .begin(admission)
                .thenReturn(true)
                .onErrorResume(
                        away -> notBegun(exchange, admission, denials, away).thenReturn(false))
                .flatMap(begun -> begun ? begun(exchange, chain, admission, denials, client) : Mono.empty());
    }

    /** What is not written down is not made: nobody could settle it. */
    private static Mono<Void> notBegun(
            ServerWebExchange exchange, Admission admission, DenialWriter denials, Throwable away) {
        log.warn("Request {} is not made: {}", admission.ticket().call().id(), away.toString());
        return admission
                .abandon(Endings.unreachable())
                .then(Mono.defer(() -> denials.write(exchange, Denial.Unavailable.LEDGER)));
    }

    private Mono<Void> begun(
            ServerWebExchange exchange,
            GatewayFilterChain chain,
            Admission admission,
            DenialWriter denials,
            Client client) {
        return Mono.defer(() -> send(exchange, chain, admission, denials, client))
                .onErrorResume(failure -> failed(exchange, admission, denials, failure))
                // Does nothing where the answer was settled, as it is on every path that wrote one.
                .then(Mono.defer(() -> admission.abandon(Endings.unreachable())))
                .then();
    }

    private Mono<Void> send(
            ServerWebExchange exchange,
            GatewayFilterChain chain,
            Admission admission,
            DenialWriter denials,
            Client client) {
        ServerHttpResponse response = exchange.getResponse();
        ServerWebExchange metered = exchange.mutate()
                .request(new UpstreamRequest(
                        exchange.getRequest(), admission.ticket(), response.bufferFactory(), admission::sent))
                .response(new MeteredResponse(
                        response, admission, denials, background, body -> upstream(exchange, admission, client, body)))
                .build();
        ProviderUrl.set(metered, admission.ticket());
        ProviderPatience.set(metered, admission.ticket().provider().connection().timeouts());
        return chain.filter(metered);
    }

    private Upstream upstream(ServerWebExchange exchange, Admission admission, Client client, Flux<DataBuffer> body) {
        return new Upstream(
                body,
                () -> disconnect(exchange),
                () -> hangUp(exchange.getResponse()),
                client.gone(),
                watch,
                admission.ticket().provider().connection());
    }

    private static void hangUp(ServerHttpResponse response) {
        Object client = ServerHttpResponseDecorator.getNativeResponse(response);
        if (client instanceof HttpServerResponse netty) {
            netty.withConnection(Connection::dispose);
        }
    }

    private static void disconnect(ServerWebExchange exchange) {
        Connection connection = exchange.getAttribute(ServerWebExchangeUtils.CLIENT_RESPONSE_CONN_ATTR);
        if (connection != null) {
            connection.dispose();
        }
    }

    private static Mono<Void> failed(
            ServerWebExchange exchange, Admission admission, DenialWriter denials, Throwable failure) {
        boolean timeout = failure instanceof ResponseStatusException answer
                && answer.getStatusCode().isSameCodeAs(HttpStatus.GATEWAY_TIMEOUT);
        boolean mayBeMade = admission.awaited() && admission.isSent();
        String charged = mayBeMade
                ? "It may have done what was asked; then this is charged when it tells of it."
                : "Nothing was charged.";
        Denial denial = timeout
                ? new Denial.Unavailable(DenialCode.PROVIDER_TIMEOUT, "The provider did not answer in time. " + charged)
                : new Denial.Unavailable(DenialCode.PROVIDER_UNREACHABLE, "The provider cannot be reached. " + charged);
        log.warn("Request {}: {}", admission.ticket().call().id(), failure.toString());
        return admission
                .abandon(ending(admission, timeout))
                .then(Mono.defer(() ->
                        exchange.getResponse().isCommitted() ? Mono.error(failure) : denials.write(exchange, denial)));
    }

    /** Of a call that is told of later only one that went out may have been made. */
    private static Ending ending(Admission admission, boolean timeout) {
        if (admission.awaited() && !admission.isSent()) {
            return Endings.unreachable();
        }
        if (timeout) {
            return Endings.timeout();
        }
        return admission.awaited() ? Endings.lost() : Endings.unreachable();
    }
}
