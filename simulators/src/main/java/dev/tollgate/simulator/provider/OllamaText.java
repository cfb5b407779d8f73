package dev.tollgate.simulator.provider;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Ollama's chat and completion: JSON objects line by line, or one object where the request says so. */
enum OllamaText implements WireFormat {
    /** {@code message.content}. */
    CHAT("/api/chat", "messages") {
        @Override
        void say(ObjectNode object, String text) {
            object.putObject("message").put("role", "assistant").put("content", text);
        }
    },
    /** {@code response}. */
    GENERATE("/api/generate", "prompt") {
        @Override
        void say(ObjectNode object, String text) {
            object.put("response", text);
        }
    };

    private static final int OK = 200;

    private final String path;
    private final String input;

    OllamaText(String path, String input) {
        this.path = path;
        this.input = input;
    }

    abstract void say(ObjectNode object, String text);

    @Override
    public String path() {
        return path;
    }

    @Override
    public ProviderErrors errors() {
        return ProviderErrors.OLLAMA;
    }

    @Override
    public ProviderCall call(JsonNode body, Script base) {
        return ProviderCall.of(
                body, body.path("model").asString(""), body.path("stream").asBoolean(true), base);
    }

    @Override
    public Answer answer(ProviderCall call) {
        if (call.body().path(input).isMissingNode()) {
            throw new BadRequest(input + " is missing");
        }
        JsonNode bound = call.body().path("options").path("num_predict");
        Reply reply = Reply.of(
                call, bound.isIntegralNumber() && bound.longValue() >= 0 ? bound.longValue() : Reply.UNBOUNDED);
        return call.streams() ? stream(call, reply) : Answer.json(last(call, reply, reply.text()));
    }

    private ObjectNode piece(ProviderCall call, String text) {
        ObjectNode piece = Json.object().put("model", call.model()).put("created_at", "2026-11-22T12:00:00.000000Z");
        say(piece, text);
        return piece;
    }

    private ObjectNode last(ProviderCall call, Reply reply, String text) {
        ObjectNode last = piece(call, text).put("done", true).put("done_reason", reply.full() ? "stop" : "length");
        UsageReport report = call.script().usage();
        if (report != UsageReport.MISSING) {
            report.write(last, "prompt_eval_count", reply.input().total());
            report.write(last, "eval_count", reply.output().total());
        }
        return last;
    }

    private Answer stream(ProviderCall call, Reply reply) {
        List<Frame> frames = new ArrayList<>();
        for (String text : reply.chunks()) {
            frames.add(line(piece(call, text).put("done", false)));
        }
        frames.add(line(reply.failed() ? errors().body(OK, "The simulator was told to fail.") : last(call, reply, "")));
        return new Answer(OK, "application/x-ndjson", true, frames);
    }

    private static Frame line(ObjectNode object) {
        return Frame.paced(
                (new String(Json.bytes(object), StandardCharsets.UTF_8) + "\n").getBytes(StandardCharsets.UTF_8));
    }
}
