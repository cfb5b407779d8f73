package dev.tollgate.filter.gateway;

import dev.tollgate.filter.Admission;
import dev.tollgate.filter.Ending;
import dev.tollgate.filter.denial.Denial;
import dev.tollgate.filter.denial.DenialCode;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.cloud.gateway.support.ServerWebExchangeUtils;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.http.server.reactive.ServerHttpResponseDecorator;
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

    Mono<Void> forward(Admission admission, Passage passage) {
        return callbacks
                .begin(admission)
                .thenReturn(true)
                .onErrorResume(away -> notBegun(admission, passage, away).thenReturn(false))
                .flatMap(begun -> begun ? begun(admission, passage) : Mono.empty());
    }

    /** What is not written down is not made: nobody could settle it. */
    private static Mono<Void> notBegun(Admission admission, Passage passage, Throwable away) {
        log.warn("Request {} is not made: {}", admission.ticket().call().id(), away.toString());
        return admission
                .abandon(Endings.unreachable())
                .then(Mono.defer(() -> passage.making().over(admission)))
                .then(passage.deny(Denial.Unavailable.LEDGER));
    }

    private Mono<Void> begun(Admission admission, Passage passage) {
        return Mono.defer(() -> attempt(admission, passage))
                .onErrorResume(failure -> failed(admission, passage, failure))
                // Does nothing where the answer was settled, as it is on every path that wrote one.
                .then(Mono.defer(() -> admission.abandon(Endings.unreachable())))
                .then();
    }

    /** One attempt, and the next where it fails before it told anything. */
    private Mono<Void> attempt(Admission admission, Passage passage) {
        Turn turn = new Turn(admission, passage);
        return send(admission, passage, turn)
                .onErrorResume(failure -> turn.passesOn(failure) ? Mono.empty() : Mono.error(failure))
                .then(Mono.defer(() -> turn.isOver() ? attempt(admission, passage) : Mono.empty()));
    }

    private Mono<Void> send(Admission admission, Passage passage, Turn turn) {
        ServerWebExchange exchange = turn.exchange();
        ServerHttpResponse response = exchange.getResponse();
        ServerWebExchange metered = exchange.mutate()
                .request(new UpstreamRequest(
                        exchange.getRequest(), admission.ticket(), response.bufferFactory(), admission::sent))
                .response(new MeteredResponse(
                        response,
                        admission,
                        passage.denials(),
                        background,
                        body -> upstream(admission, passage, exchange, body),
                        turn))
                .build();
        ProviderUrl.set(metered, admission.ticket());
        ProviderPatience.set(metered, admission.ticket().provider().connection().timeouts());
        return passage.chain().filter(metered);
    }

    private Upstream upstream(Admission admission, Passage passage, ServerWebExchange exchange, Flux<DataBuffer> body) {
        return new Upstream(
                body,
                () -> disconnect(exchange),
                () -> hangUp(exchange.getResponse()),
                passage.client().gone(),
                watch,
                admission.ticket().provider().connection(),
                passage.making());
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

    private static Mono<Void> failed(Admission admission, Passage passage, Throwable failure) {
        boolean timeout = Turn.isTimeout(failure);
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
                .then(Mono.defer(() -> passage.making().over(admission)))
                .then(Mono.defer(() ->
                        passage.exchange().getResponse().isCommitted() ? Mono.error(failure) : passage.deny(denial)));
    }

    /** A service that went out may have done what was asked; a model's answer that did not come is none. */
    private static Ending ending(Admission admission, boolean timeout) {
        boolean service = admission.ticket().intent().service().isPresent();
        if (service && !admission.isSent()) {
            return Endings.unreachable();
        }
        if (timeout) {
            return Endings.timeout();
        }
        return service ? Endings.lost() : Endings.unreachable();
    }
}
