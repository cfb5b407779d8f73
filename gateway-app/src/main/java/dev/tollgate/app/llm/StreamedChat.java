package dev.tollgate.app.llm;

import dev.langchain4j.http.client.HttpClient;
import dev.langchain4j.http.client.HttpRequest;
import dev.langchain4j.http.client.SuccessfulHttpResponse;
import dev.langchain4j.http.client.sse.ServerSentEventListener;
import dev.langchain4j.http.client.sse.ServerSentEventParser;
import dev.langchain4j.model.chat.response.ChatResponse;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.ServerHttpResponse;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * A chat that is answered piece by piece. The model writes the request and leaves a listener; the gate's answer is then led through
 * that listener into the caller's response, portion by portion: the caller takes as fast as it reads, and hangs up on the gate itself.
 * No thread waits.
 */
final class StreamedChat implements HttpClient {

    private final GateCall call;
    private final HandOver gate;
    private final Receipts receipts;
    private final Pieces pieces = new Pieces();
    private @Nullable HttpRequest written;

    StreamedChat(GateCall call, HandOver gate, Receipts receipts) {
        this.call = call;
        this.gate = gate;
        this.receipts = receipts;
    }

    /** Lets the model write its request, which may load classes; what it gives is then to be subscribed to. */
    Mono<Void> ask() {
        try {
            call.target()
                    .form()
                    .streaming(call.target(), call.request().sampling(), new Line(this))
                    .chat(call.chat(), pieces);
        } catch (RuntimeException refused) {
            return Mono.error(WholeChat.notAsked(refused));
        }
        HttpRequest request = written;
        if (request == null) {
            return Mono.error(WholeChat.notAsked(new IllegalArgumentException("the model has asked nothing")));
        }
        AtomicReference<@Nullable GateAnswer> other = new AtomicReference<>();
        return gate.send(call, request, (status, headers, body) -> read(other, status, headers, body))
                .then(Mono.defer(() -> {
                    GateAnswer none = other.get();
                    if (none != null) {
                        return none.tell(response());
                    }
                    return response().isCommitted()
                            ? Mono.empty()
                            : Mono.error(new IllegalStateException("the gate has answered nothing"));
                }));
    }

    @Override
    public SuccessfulHttpResponse execute(HttpRequest request) {
        throw new UnsupportedOperationException("a stream is listened to");
    }

    @Override
    public void execute(HttpRequest request, ServerSentEventParser parser, ServerSentEventListener listener) {
        written = request;
        pieces.listener(listener);
    }

    private Mono<Void> read(
            AtomicReference<@Nullable GateAnswer> other,
            IntSupplier status,
            HttpHeaders headers,
            Flux<DataBuffer> body) {
        MediaType type = headers.getContentType();
        boolean lines = MediaType.APPLICATION_NDJSON.isCompatibleWith(type);
        boolean events = MediaType.TEXT_EVENT_STREAM.isCompatibleWith(type);
        if (!HttpStatusCode.valueOf(status.getAsInt()).is2xxSuccessful() || !lines && !events) {
            return GateAnswer.into(other).read(status, headers, body);
        }
        if (lines) {
            pieces.inLines();
        }
        ServerHttpResponse response = response();
        GateHeaders.copy(headers, response.getHeaders());
        response.getHeaders().setContentType(MediaType.TEXT_EVENT_STREAM);
        AnswerShape shape = new AnswerShape(
                GateHeaders.requestId(headers),
                GateHeaders.provider(headers).orElse(call.target().provider()),
                GateHeaders.model(headers).orElse(call.target().model()));
        Flux<byte[]> out = body.map(GateAnswer::bytes)
                .concatMapIterable(bytes -> pieces.read(bytes, shape), 1)
                .concatWith(Flux.defer(() -> end(headers, shape)));
        return response.writeAndFlushWith(
                out.map(event -> Flux.just(response.bufferFactory().wrap(event))));
    }

    private Flux<byte[]> end(HttpHeaders headers, AnswerShape shape) {
        String id = GateHeaders.requestId(headers);
        Iterable<byte[]> rest = pieces.close(shape);
        ChatResponse whole = pieces.whole();
        return Flux.fromIterable(rest)
                .concatWith(receipts.of(call.account(), headers, whole == null ? null : whole.tokenUsage())
                        .flatMapIterable(spent -> pieces.failure(id)
                                .map(refusal -> List.of(AnswerShape.failure(refusal, spent)))
                                .orElseGet(() -> List.of(
                                        shape.last(whole == null ? null : whole.finishReason(), spent),
                                        AnswerShape.DONE))));
    }

    private ServerHttpResponse response() {
        return call.exchange().getResponse();
    }
}
