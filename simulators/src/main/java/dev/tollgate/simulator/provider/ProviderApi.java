package dev.tollgate.simulator.provider;

import dev.tollgate.simulator.recording.Recording;
import io.netty.handler.codec.http.HttpMethod;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;

/** The provider's side of the server: finds the wire format by the path, lets the script decide, writes the answer. */
final class ProviderApi {
    private static final int BAD_REQUEST = 400;
    private static final int NOT_FOUND = 404;

    private static final Map<String, WireFormat> FORMATS = Stream.of(
                    new OpenAiChat(),
                    new OpenAiResponses(),
                    new OpenAiEmbeddings(),
                    new OpenAiCompletions(),
                    new OpenAiInputTokens(),
                    new OpenAiModerations(),
                    OpenAiImages.GENERATIONS,
                    OpenAiImages.EDITS,
                    new OpenAiTranscriptions("/v1/audio/transcriptions"),
                    new OpenAiTranscriptions("/v1/audio/translations"),
                    new OpenAiSpeech(),
                    new AnthropicMessages(),
                    new AnthropicCountTokens(),
                    new CohereChat(),
                    OllamaText.CHAT,
                    OllamaText.GENERATE,
                    new OllamaEmbed())
            .collect(Collectors.toUnmodifiableMap(WireFormat::path, Function.identity()));

    private final OpenAiBackground background = new OpenAiBackground();
    private final Scripts scripts;
    private final RequestLog log;

    ProviderApi(Scripts scripts, RequestLog log) {
        this.scripts = scripts;
        this.log = log;
    }

    Publisher<Void> answer(HttpServerRequest request, byte[] body, HttpServerResponse response) {
        log.count();
        if (log.isRecording()) {
            log.keep(ReceivedRequest.of(request, body));
        }
        String path = ReceivedRequest.pathOf(request);
        Answer looked = background.look(request.method(), path);
        if (looked != null) {
            return AnswerWriter.write(response, looked, Map.of(), Script.DEFAULT);
        }
        WireFormat format = request.method().equals(HttpMethod.POST) ? format(path, request.uri()) : null;
        ProviderErrors errors = format == null ? ProviderErrors.OPENAI : format.errors();
        Act act = decide(format, body, path, scripts.take());
        return AnswerWriter.write(response, act.answer(), errors.headers(act.script()), act.script());
    }

    private static @Nullable WireFormat format(String path, String uri) {
        WireFormat format = FORMATS.get(path);
        return format == null ? GeminiGenerate.at(uri).orElse(null) : format;
    }

    private Act decide(@Nullable WireFormat format, byte[] body, String path, Script taken) {
        if (format == null || taken.recording() != null) {
            ProviderErrors errors = format == null ? ProviderErrors.OPENAI : format.errors();
            Answer fixed = fixed(errors, taken);
            return new Act(
                    fixed == null ? errors.answer(NOT_FOUND, "The simulator has no POST " + path) : fixed, taken);
        }
        try {
            ProviderCall call = format.call(Form.is(body) ? Form.read(body) : Json.read(body), taken);
            Answer fixed = fixed(format.errors(), call.script());
            if (fixed == null && OpenAiBackground.asks(call, format)) {
                return new Act(background.begin(call), call.script());
            }
            return new Act(fixed == null ? format.answer(call) : fixed, call.script());
        } catch (BadRequest | IllegalArgumentException | ArithmeticException e) {
            String message = e.getMessage() == null ? e.toString() : e.getMessage();
            return new Act(format.errors().answer(BAD_REQUEST, message), Script.DEFAULT);
        }
    }

    /** The answer of a script that does not depend on what was asked; null if it does. */
    private static @Nullable Answer fixed(ProviderErrors errors, Script script) {
        Failure failure = script.failure();
        if (failure.refuses()) {
            String body = failure.body();
            return body == null
                    ? errors.answer(failure.status(), "The simulator was told to answer " + failure.status() + ".")
                    : Answer.json(failure.status(), body.getBytes(StandardCharsets.UTF_8));
        }
        Recording recording = script.recording();
        return recording == null ? null : replay(recording, script);
    }

    private static Answer replay(Recording recording, Script script) {
        List<Frame> frames =
                script.wire().cut(recording.wire()).stream().map(Frame::paced).toList();
        return new Answer(recording.status(), recording.contentType(), recording.stream(), frames);
    }

    private record Act(Answer answer, Script script) {}
}
