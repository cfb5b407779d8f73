package dev.tollgate.simulator.provider;

import dev.tollgate.simulator.recording.Chunking;
import dev.tollgate.simulator.recording.Recording;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.List;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;
import reactor.netty.resources.LoopResources;

/**
 * An HTTP server on 127.0.0.1 that answers as OpenAI ({@code /v1/chat/completions}, {@code /v1/responses}, {@code
 * /v1/embeddings}), as Anthropic ({@code /v1/messages}, {@code /v1/messages/count_tokens}) and as Gemini ({@code
 * /v1beta/models/…:generateContent} and the verbs beside it), JSON, SSE and JSON arrays. It takes
 * any key and any model, does what its {@link Script} says, and keeps the last 1000 requests for a look.
 *
 * <p>A call takes the first enqueued script, else the standing one; a model name with a suffix
 * ({@code gpt-sim?output=500&delay=20ms}) changes that for itself. Other processes script it by
 * {@code PUT /simulator/script}. Safe for use by many threads.
 */
public final class ProviderSimulator implements AutoCloseable {
    private static final Duration CLOSE_WITHIN = Duration.ofSeconds(5);

    private final Scripts scripts = new Scripts();
    private final RequestLog log = new RequestLog();
    private final ProviderApi provider = new ProviderApi(scripts, log);
    private final ControlApi control = new ControlApi(scripts, log);
    private final ChannelGroup connections = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE, true);
    private final LoopResources threads = LoopResources.create("provider-simulator");
    private final DisposableServer server;

    private ProviderSimulator(int port) {
        try {
            server = HttpServer.create()
                    .host("127.0.0.1")
                    .port(port)
                    .runOn(threads)
                    .doOnConnection(connection -> connections.add(connection.channel()))
                    .handle(this::handle)
                    .bindNow();
        } catch (RuntimeException e) {
            threads.disposeLater(Duration.ZERO, CLOSE_WITHIN).block();
            throw e;
        }
    }

    /**
     * Starts a simulator; it listens when this returns.
     *
     * @param port the port on 127.0.0.1; 0 = a free one
     * @throws reactor.netty.ChannelBindException if the port is taken
     */
    public static ProviderSimulator start(int port) {
        return new ProviderSimulator(port);
    }

    /** The port that it listens on. */
    public int port() {
        return server.port();
    }

    /** Its address without a path and without a slash at the end, such as {@code http://127.0.0.1:8099}. */
    public String url() {
        return "http://127.0.0.1:" + port();
    }

    /** Sets the script for every call from now on that no enqueued script takes. */
    public void script(Script script) {
        scripts.stand(script);
    }

    /** Adds scripts for the next calls, one call each, in this order. */
    public void enqueue(Script... next) {
        scripts.enqueue(List.of(next));
    }

    /**
     * Answers every call from now on with a recording, whatever its path and body, cut in this way. To add a fault, use
     * {@link Script.Builder#recording} instead.
     *
     * @throws IllegalArgumentException if the recording is not an HTTP answer
     */
    public void replay(Recording recording, Chunking chunking) {
        script(Script.builder().recording(recording).wire(chunking).build());
    }

    /** Answers every call from now on with these bytes, in these pieces. */
    public void replay(int status, String contentType, List<byte[]> pieces) {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        pieces.forEach(body::writeBytes);
        int[] sizes = pieces.stream().mapToInt(piece -> piece.length).toArray();
        replay(Recording.answer(status, contentType, body.toByteArray()), Chunking.sizes(sizes));
    }

    /** The last requests to the provider paths (at most 1000), oldest first. */
    public List<ReceivedRequest> received() {
        return log.received();
    }

    /** All requests to the provider paths since the start or the last {@link #clear()}, kept or not. */
    public long receivedCount() {
        return log.receivedCount();
    }

    /** Switches the keeping of requests on (the default) or off; they are counted either way. */
    public void recording(boolean on) {
        log.recording(on);
    }

    /** Forgets the requests, the enqueued scripts and the standing one. */
    public void clear() {
        log.clear();
        scripts.reset();
    }

    /** How many client connections are open. */
    public int openConnections() {
        return connections.size();
    }

    /** Completes when the server is closed. */
    Mono<Void> onClose() {
        return server.onDispose();
    }

    /** Closes the port, all connections and the threads. Blocks for up to some seconds; not for event loops. */
    @Override
    public void close() {
        server.disposeNow(CLOSE_WITHIN);
        connections.close().awaitUninterruptibly(CLOSE_WITHIN.toMillis());
        threads.disposeLater(Duration.ZERO, CLOSE_WITHIN).block(CLOSE_WITHIN.plusSeconds(1));
    }

    private Publisher<Void> handle(HttpServerRequest request, HttpServerResponse response) {
        return request.receive()
                .aggregate()
                .asByteArray()
                .defaultIfEmpty(new byte[0])
                .flatMap(body -> Mono.from(
                        request.uri().startsWith(ControlApi.PREFIX)
                                ? control.answer(request, body, response)
                                : provider.answer(request, body, response)));
    }
}
