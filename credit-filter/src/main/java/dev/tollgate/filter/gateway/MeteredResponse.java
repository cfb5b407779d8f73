package dev.tollgate.filter.gateway;

import dev.tollgate.filter.Admission;
import java.util.function.Function;
import org.reactivestreams.Publisher;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.http.server.reactive.ServerHttpResponseDecorator;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** A response that meters what is written to it. The gateway writes streams by the one method, all else by the other. */
final class MeteredResponse extends ServerHttpResponseDecorator {

    private final Admission admission;
    private final DenialWriter denials;
    private final BackgroundResponses background;
    private final Function<Flux<DataBuffer>, Upstream> upstream;
    private final Turn turn;

    MeteredResponse(
            ServerHttpResponse delegate,
            Admission admission,
            DenialWriter denials,
            BackgroundResponses background,
            Function<Flux<DataBuffer>, Upstream> upstream,
            Turn turn) {
        super(delegate);
        this.admission = admission;
        this.denials = denials;
        this.background = background;
        this.upstream = upstream;
        this.turn = turn;
    }

    @Override
    public Mono<Void> writeWith(Publisher<? extends DataBuffer> body) {
        return metered(Flux.from(body), getDelegate()::writeWith);
    }

    @Override
    public Mono<Void> writeAndFlushWith(Publisher<? extends Publisher<? extends DataBuffer>> body) {
        // What came before a failure counts: it is read first, and its buffers are released by reading them.
        return metered(Flux.from(body).concatMapDelayError(Function.identity(), 1), visible -> getDelegate()
                .writeAndFlushWith(visible.map(Flux::just)));
    }

    private Mono<Void> metered(Flux<DataBuffer> body, Function<Flux<DataBuffer>, Mono<Void>> out) {
        AnswerHead head = AnswerHead.of(getDelegate());
        return head.isSuccess()
                ? new MeteredAnswer(admission, getDelegate(), denials, background, head, upstream.apply(body))
                        .write(out)
                : new FailedAnswer(admission, getDelegate(), denials, head, turn).write(upstream.apply(body), out);
    }
}
