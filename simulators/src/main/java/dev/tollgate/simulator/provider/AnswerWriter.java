package dev.tollgate.simulator.provider;

import dev.tollgate.simulator.recording.Chunking;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpHeaderNames;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.Connection;
import reactor.netty.http.server.HttpServerResponse;

/** Puts an answer on the wire as its script says: late, paced, in pieces, cut short, or not at all. */
final class AnswerWriter {
    private AnswerWriter() {}

    static Publisher<Void> write(
            HttpServerResponse response, Answer answer, Map<String, String> headers, Script script) {
        if (script.failure().blackHole()) {
            return Mono.never();
        }
        response.status(answer.status()).header(HttpHeaderNames.CONTENT_TYPE, answer.contentType());
        headers.forEach(response::header);
        Duration latency = script.pace().latency();
        return latency.isZero()
                ? writeBody(response, answer, script)
                : Mono.delay(latency).then(Mono.defer(() -> Mono.from(writeBody(response, answer, script))));
    }

    private static Publisher<Void> writeBody(HttpServerResponse response, Answer answer, Script script) {
        List<Frame> pieces = pieces(answer, script.wire());
        if (!answer.stream() && pieces.size() == 1) {
            response.header(
                    HttpHeaderNames.CONTENT_LENGTH,
                    Integer.toString(pieces.get(0).bytes().length));
        }
        Duration delay = script.pace().delay();
        if (script.failure().cutAfter() != Failure.NEVER) {
            return cut(response, first(pieces, script.failure().cutAfter()), delay);
        }
        if (pieces.size() == 1) {
            return response.send(Mono.fromSupplier(() -> buffer(pieces.get(0))));
        }
        return delay.isZero()
                ? response.send(paced(pieces, delay))
                : response.send(paced(pieces, delay), piece -> true);
    }

    private static List<Frame> pieces(Answer answer, Chunking wire) {
        return wire.equals(Chunking.byEvent())
                ? answer.frames()
                : wire.cut(answer.body()).stream().map(Frame::paced).toList();
    }

    private static Flux<ByteBuf> paced(List<Frame> pieces, Duration delay) {
        if (delay.isZero()) {
            return Flux.fromIterable(pieces).map(AnswerWriter::buffer);
        }
        int firstPaced = 0;
        while (firstPaced < pieces.size() && !pieces.get(firstPaced).paced()) {
            firstPaced++;
        }
        int free = firstPaced;
        return Flux.range(0, pieces.size()).concatMap(i -> {
            Mono<ByteBuf> piece = Mono.fromSupplier(() -> buffer(pieces.get(i)));
            return pieces.get(i).paced() && i > free ? Mono.delay(delay).then(piece) : piece;
        });
    }

    /** Flushes the bytes, then closes the connection without the end of the body. */
    private static Publisher<Void> cut(HttpServerResponse response, List<Frame> pieces, Duration delay) {
        Publisher<Void> sent =
                pieces.isEmpty() ? response.sendHeaders() : response.send(paced(pieces, delay), piece -> true);
        Mono<Void> closed = Mono.fromRunnable(() -> response.withConnection(Connection::dispose));
        return Mono.from(sent).then(closed).then(Mono.never());
    }

    private static List<Frame> first(List<Frame> pieces, long bytes) {
        List<Frame> kept = new ArrayList<>();
        long left = bytes;
        for (Frame piece : pieces) {
            if (left <= 0) {
                break;
            }
            int length = (int) Math.min(left, piece.bytes().length);
            kept.add(new Frame(Arrays.copyOf(piece.bytes(), length), piece.paced()));
            left -= length;
        }
        return kept;
    }

    private static ByteBuf buffer(Frame frame) {
        return Unpooled.wrappedBuffer(frame.bytes());
    }
}
