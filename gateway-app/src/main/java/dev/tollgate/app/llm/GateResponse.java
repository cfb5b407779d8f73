package dev.tollgate.app.llm;

import java.util.function.Function;
import java.util.function.IntSupplier;
import org.reactivestreams.Publisher;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.http.server.reactive.ServerHttpResponseDecorator;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Where the gate writes its answer. Nothing of it goes to the caller by itself: the reader is given the head and the bytes, and takes
 * them as fast as it can use them. It has headers of its own, since the gate clears them before it refuses a call; the status is the
 * one of the caller's response, where the gateway sets odd ones.
 */
final class GateResponse extends ServerHttpResponseDecorator {

    private static final int OK = 200;

    private final Reader reader;
    private final HttpHeaders headers = new HttpHeaders();

    /** Reads an answer. */
    interface Reader {
        /**
         * Subscribes to the body once, or lets it be; completes when nothing more is to be done for the answer.
         *
         * @param status what it is at this moment: an answer that breaks off may become a refusal while it is written, so that of
         *     one in one piece counts at the body's end
         */
        Mono<Void> read(IntSupplier status, HttpHeaders headers, Flux<DataBuffer> body);
    }

    GateResponse(ServerHttpResponse caller, Reader reader) {
        super(caller);
        this.reader = reader;
    }

    @Override
    public HttpHeaders getHeaders() {
        return headers;
    }

    @Override
    public Mono<Void> writeWith(Publisher<? extends DataBuffer> body) {
        return read(Flux.from(body));
    }

    @Override
    public Mono<Void> writeAndFlushWith(Publisher<? extends Publisher<? extends DataBuffer>> body) {
        return read(Flux.from(body).concatMapDelayError(Function.identity(), 1));
    }

    @Override
    public Mono<Void> setComplete() {
        return read(Flux.empty());
    }

    /** The head is what it is when the first of the body comes: until then another attempt may take its place. */
    private Mono<Void> read(Flux<DataBuffer> body) {
        return body.switchOnFirst((first, all) -> reader.read(this::status, headers, all))
                .then();
    }

    private int status() {
        HttpStatusCode status = getStatusCode();
        return status == null ? OK : status.value();
    }
}
