package dev.tollgate.simulator.paid;

import dev.tollgate.simulator.provider.ReceivedRequest;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.netty.Connection;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;

/**
 * An HTTP server on 127.0.0.1 that answers as Twilio (messages and calls), ElevenLabs (speech) and Deepgram (transcripts). A
 * call does what was enqueued next, else the usual. It knows one account, whose keys are constants. Safe for use by many
 * threads.
 */
public final class PaidSimulator implements AutoCloseable {

    public static final String ACCOUNT_SID = "AC00000000000000000000000000000001";
    public static final String AUTH_TOKEN = "twilio-simulator-auth-token";
    public static final String ELEVENLABS_KEY = ElevenLabsApi.KEY;
    public static final String DEEPGRAM_KEY = DeepgramApi.KEY;

    private static final int MOST_BYTES = 64 * 1024 * 1024;
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final TwilioApi twilio = new TwilioApi();
    private final ElevenLabsApi elevenLabs = new ElevenLabsApi();
    private final DeepgramApi deepgram = new DeepgramApi();
    private final Queue<Behaviour> behaviours = new ConcurrentLinkedQueue<>();
    private final List<ReceivedRequest> received = new CopyOnWriteArrayList<>();
    private final Sinks.Many<Boolean> resumed = Sinks.many().multicast().directBestEffort();
    private final HttpClient caller = HttpClient.newHttpClient();
    private final DisposableServer server;

    private PaidSimulator(int port) {
        this.server = HttpServer.create()
                .host("127.0.0.1")
                .port(port)
                .handle(this::handle)
                .bindNow();
    }

    /** @param port the port on 127.0.0.1; 0 = a free one */
    public static PaidSimulator start(int port) {
        return new PaidSimulator(port);
    }

    /** Its address without a path. */
    public String url() {
        return "http://127.0.0.1:" + server.port();
    }

    /** What the next calls do, one call each, in this order. */
    public void enqueue(Behaviour... next) {
        behaviours.addAll(List.of(next));
    }

    /** Lets the answers that pause go on. */
    public void resume() {
        resumed.emitNext(true, Sinks.EmitFailureHandler.FAIL_FAST);
    }

    /** All requests since the start or the last {@link #clear()}, oldest first. */
    public List<ReceivedRequest> received() {
        return List.copyOf(received);
    }

    /** Forgets the requests and what was enqueued. */
    public void clear() {
        received.clear();
        behaviours.clear();
    }

    /** Every phone call that was begun, oldest first. */
    public List<PlacedCall> calls() {
        return twilio.calls();
    }

    /**
     * Tells that a phone call is over, as Twilio does. Blocks until that is answered.
     *
     * @return the status of the answer
     */
    public int end(PlacedCall call, String status, int seconds) {
        Map<String, String> told = call.told(status, seconds);
        return tell(call.callback(), told, TwilioSignature.of(call.callback(), told, AUTH_TOKEN));
    }

    /** The same with any fields, to any address, under any signature. */
    public int tell(String address, Map<String, String> fields, String signature) {
        try {
            return caller.send(
                            HttpRequest.newBuilder(URI.create(address))
                                    .timeout(PATIENCE)
                                    .header("content-type", "application/x-www-form-urlencoded; charset=UTF-8")
                                    .header("x-twilio-signature", signature)
                                    .POST(HttpRequest.BodyPublishers.ofString(Fields.write(fields)))
                                    .build(),
                            HttpResponse.BodyHandlers.discarding())
                    .statusCode();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    @Override
    public void close() {
        server.disposeNow(PATIENCE);
    }

    private Publisher<Void> handle(HttpServerRequest request, HttpServerResponse response) {
        return request.receive()
                .aggregate()
                .asByteArray()
                .defaultIfEmpty(new byte[0])
                .filter(body -> body.length <= MOST_BYTES)
                .flatMap(body -> Mono.from(answer(request, body, response)));
    }

    private Publisher<Void> answer(HttpServerRequest request, byte[] body, HttpServerResponse response) {
        ReceivedRequest seen = ReceivedRequest.of(request, body);
        received.add(seen);
        Behaviour next = behaviours.poll();
        Behaviour behaviour = next == null ? Behaviour.USUAL : next;
        String path = ReceivedRequest.pathOf(request);
        Reply reply = twilio.answer(seen, path, behaviour)
                .or(() -> elevenLabs.answer(seen, path, behaviour))
                .or(() -> deepgram.answer(seen, path, body.length, behaviour))
                .orElseGet(() -> Reply.json(404, Map.of("message", "There is nothing here.")));
        return write(reply, behaviour, response);
    }

    private Publisher<Void> write(Reply reply, Behaviour behaviour, HttpServerResponse response) {
        if (behaviour == Behaviour.SILENT) {
            return Mono.never();
        }
        response.status(reply.status()).header("content-type", reply.contentType());
        reply.headers().forEach(response::header);
        byte[] first = reply.pieces().get(0);
        Flux<byte[]> others = Flux.fromIterable(reply.pieces()).skip(1);
        return switch (behaviour) {
            case PAUSES -> pieces(
                    response,
                    Flux.just(first).concatWith(resumed.asFlux().next().thenMany(others)));
            case BREAKS_OFF -> {
                byte[] half = Arrays.copyOf(first, first.length / 2);
                Mono<Void> closed = Mono.fromRunnable(() -> response.withConnection(Connection::dispose));
                yield Mono.from(pieces(response, Flux.just(half))).then(closed).then(Mono.never());
            }
            default -> pieces(response, Flux.fromIterable(reply.pieces()));
        };
    }

    private static Publisher<Void> pieces(HttpServerResponse response, Flux<byte[]> pieces) {
        return response.send(pieces.map(Unpooled::wrappedBuffer), piece -> true);
    }
}
