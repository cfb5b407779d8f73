package dev.tollgate.simulator.provider;

import io.netty.buffer.Unpooled;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.http.server.HttpServerResponse;

/** Sends an answer the way its script says: late, in pieces, or not to the end. */
final class Sending {

    private Sending() {}

    static Publisher<Void> send(HttpServerResponse response, Answer answer, Script script) {
        List<byte[]> parts = cut(answer.parts(), script);
        boolean whole = answer.parts().size() == 1 && script.piece() == 0 && script.cutAfter() < 0;
        response.status(answer.status())
                .header("content-type", answer.contentType())
                .header("x-request-id", "req_sim")
                .header("request-id", "req_sim")
                .header("openai-organization", "org-of-the-platform")
                .header("set-cookie", "session=of-the-platform");
        if (answer.status() == 429) {
            response.header("retry-after", "1");
        }
        Mono<Void> sent = whole
                ? response.header("content-length", Integer.toString(parts.get(0).length))
                        .sendObject(Unpooled.wrappedBuffer(parts.get(0)))
                        .then()
                : response.send(paced(parts, script.delay()).map(Unpooled::wrappedBuffer), buffer -> true).then();
        Mono<Void> finished = script.cutAfter() < 0 ? sent : sent.then(broken(response));
        return script.latency().isZero() ? finished : Mono.delay(script.latency()).then(finished);
    }

    private static Flux<byte[]> paced(List<byte[]> parts, Duration delay) {
        Flux<byte[]> flux = Flux.fromIterable(parts);
        return delay.isZero() ? flux : flux.delayElements(delay);
    }

    /** Closes the connection in the middle of the body. */
    private static Mono<Void> broken(HttpServerResponse response) {
        return Mono.create(sink -> response.withConnection(connection -> {
            connection.dispose();
            sink.error(new IllegalStateException("cut as scripted"));
        }));
    }

    private static List<byte[]> cut(List<byte[]> parts, Script script) {
        List<byte[]> pieces = new ArrayList<>();
        long left = script.cutAfter() < 0 ? Long.MAX_VALUE : script.cutAfter();
        for (byte[] part : parts) {
            byte[] kept = part.length <= left ? part : Arrays.copyOf(part, (int) left);
            left -= kept.length;
            if (script.piece() > 0) {
                pieces.addAll(ProviderSimulator.pieces(kept, script.piece()));
            } else {
                pieces.add(kept);
            }
        }
        return pieces;
    }
}
