package dev.tollgate.simulator.provider;

import io.netty.handler.codec.http.HttpHeaderNames;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;
import tools.jackson.core.JacksonException;

/**
 * The provider simulator as a server on loopback. It answers every call by a {@link Script}: the one queued next, else
 * the standing one; a model name may carry changes of its own, as in {@code gpt-sim?output=500&delay=20ms}.
 */
public final class ProviderSimulator implements AutoCloseable {

    private static final int REMEMBERED = 1000;
    private static final Duration STOPPING = Duration.ofSeconds(5);

    private final DisposableServer server;
    private final Deque<Script> queued = new ConcurrentLinkedDeque<>();
    private final Deque<ReceivedRequest> received = new ConcurrentLinkedDeque<>();
    private final AtomicLong count = new AtomicLong();
    private volatile Script standing = Script.DEFAULT;
    private volatile @Nullable Recorded recorded;
    private volatile boolean recording = true;

    private record Recorded(int status, String contentType, List<byte[]> pieces) {}

    private ProviderSimulator(int port) {
        this.server = HttpServer.create()
                .host("127.0.0.1")
                .port(port)
                .route(routes -> routes.post("/v1/chat/completions", call(OpenAiChat::answer))
                        .post("/v1/responses", call(OpenAiResponses::answer))
                        .post("/v1/embeddings", call(OpenAiEmbeddings::answer))
                        .post("/v1/messages", call(AnthropicMessages::answer))
                        .post("/v1/messages/count_tokens", call(AnthropicMessages::count))
                        .put("/simulator/script", this::changeScript))
                .bindNow();
    }

    /** @param port zero for a free one */
    public static ProviderSimulator start(int port) {
        return new ProviderSimulator(port);
    }

    public int port() {
        return server.port();
    }

    public String url() {
        return "http://127.0.0.1:" + port();
    }

    /** From now on, calls are answered by this script. */
    public void script(Script script) {
        recorded = null;
        standing = script;
    }

    /** The next calls are answered by these, one each. */
    public void enqueue(Script... scripts) {
        queued.addAll(List.of(scripts));
    }

    /** From now on, every call is answered by these very bytes, cut like this. */
    public void replay(int status, String contentType, List<byte[]> pieces) {
        recorded = new Recorded(status, contentType, List.copyOf(pieces));
    }

    /** Whether requests are remembered; switch it off to measure. */
    public void recording(boolean on) {
        recording = on;
    }

    /** The last requests, oldest first, a thousand at most. */
    public List<ReceivedRequest> received() {
        return List.copyOf(received);
    }

    /** How many requests there were since the start or the last {@link #clear()}. */
    public long receivedCount() {
        return count.get();
    }

    public void clear() {
        queued.clear();
        received.clear();
        count.set(0);
        script(Script.DEFAULT);
    }

    @Override
    public void close() {
        server.disposeNow(STOPPING);
    }

    /** {@code PUT /simulator/script} with the text of {@link Script#with}: for other processes. */
    private Publisher<Void> changeScript(HttpServerRequest request, HttpServerResponse response) {
        return request.receive().aggregate().asString().defaultIfEmpty("").flatMap(settings -> {
            script(Script.DEFAULT.with(settings));
            return response.status(204).send();
        });
    }

    private java.util.function.BiFunction<HttpServerRequest, HttpServerResponse, Publisher<Void>> call(
            Function<Asked, Answer> format) {
        return (request, response) -> request.receive()
                .aggregate()
                .asString()
                .defaultIfEmpty("")
                .flatMap(body -> {
                    remember(request, body);
                    return Mono.from(answer(response, body, format));
                });
    }

    private Publisher<Void> answer(HttpServerResponse response, String body, Function<Asked, Answer> format) {
        Recorded replay = recorded;
        if (replay != null) {
            return Sending.send(
                    response, new Answer(replay.status(), replay.contentType(), replay.pieces()), Script.DEFAULT);
        }
        Asked asked;
        try {
            Script next = queued.poll();
            asked = asked(body, next != null ? next : standing);
        } catch (JacksonException notJson) {
            return Sending.send(response, Answer.json(400, error("invalid_request_error", "not JSON")), Script.DEFAULT);
        }
        return switch (asked.script().fault()) {
            case BLACK_HOLE -> Mono.never();
            case STATUS -> Sending.send(
                    response,
                    Answer.json(asked.script().status(), error("simulated", "simulated failure")),
                    asked.script());
            default -> Sending.send(response, format.apply(asked), asked.script());
        };
    }

    private static Asked asked(String body, Script script) {
        var json = Json.read(body);
        String model = json.path("model").asString("");
        int settings = model.indexOf('?');
        return Asked.of(json, body, settings < 0 ? script : script.with(model.substring(settings + 1)));
    }

    private static String error(String type, String message) {
        return Json.write(Json.object(
                "type", "error",
                "error", Json.object("message", message, "type", type, "param", null, "code", null)));
    }

    private void remember(HttpServerRequest request, String body) {
        count.incrementAndGet();
        if (!recording) {
            return;
        }
        Map<String, String> headers = new LinkedHashMap<>();
        request.requestHeaders()
                .forEach(header -> headers.put(header.getKey().toLowerCase(Locale.ROOT), header.getValue()));
        headers.remove(HttpHeaderNames.HOST.toString());
        received.add(new ReceivedRequest(request.method().name(), request.uri(), headers, body));
        while (received.size() > REMEMBERED) {
            received.poll();
        }
    }

    /** The pieces of a body that is cut after every so many bytes. */
    public static List<byte[]> pieces(byte[] body, int length) {
        List<byte[]> pieces = new ArrayList<>();
        for (int from = 0; from < body.length; from += length) {
            pieces.add(java.util.Arrays.copyOfRange(body, from, Math.min(body.length, from + length)));
        }
        return pieces;
    }
}
