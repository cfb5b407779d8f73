package dev.tollgate.simulator.provider;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** OpenAI Completions, of before chats: each prompt is answered {@code n} times. */
final class OpenAiCompletions implements WireFormat {
    /** Without a bound OpenAI writes so many tokens. */
    private static final long USUAL_BOUND = 16;

    @Override
    public String path() {
        return "/v1/completions";
    }

    @Override
    public ProviderErrors errors() {
        return ProviderErrors.OPENAI;
    }

    @Override
    public Answer answer(ProviderCall call) {
        long bound = call.bound("max_tokens");
        Reply reply = Reply.of(call, bound == Reply.UNBOUNDED ? USUAL_BOUND : bound);
        return call.streams() ? Answer.stream(events(call, reply)) : Answer.json(completion(call, reply));
    }

    private static int choices(ProviderCall call) {
        JsonNode prompt = call.body().path("prompt");
        int prompts = prompt.isArray() && !prompt.path(0).isNumber() ? Math.max(1, prompt.size()) : 1;
        return prompts * Math.max(1, call.body().path("n").asInt(1));
    }

    private static ObjectNode head(ProviderCall call, String id) {
        return Json.object()
                .put("id", id)
                .put("object", "text_completion")
                .put("created", Instant.now().getEpochSecond())
                .put("model", call.model());
    }

    private static ObjectNode completion(ProviderCall call, Reply reply) {
        ObjectNode body = head(call, Json.id("cmpl-"));
        ArrayNode choices = body.putArray("choices");
        for (int i = 0; i < choices(call); i++) {
            choices.addObject()
                    .put("index", i)
                    .put("text", reply.text())
                    .putNull("logprobs")
                    .put("finish_reason", reply.full() ? "stop" : "length");
        }
        if (call.script().usage() != UsageReport.MISSING) {
            body.set("usage", usage(call, reply));
        }
        return body;
    }

    private static ObjectNode usage(ProviderCall call, Reply reply) {
        UsageReport report = call.script().usage();
        long written = reply.output().total() * choices(call);
        ObjectNode usage = Json.object();
        report.write(usage, "prompt_tokens", reply.input().total());
        report.write(usage, "completion_tokens", written);
        report.write(usage, "total_tokens", reply.input().total() + written);
        return usage;
    }

    private static List<Frame> events(ProviderCall call, Reply reply) {
        String id = Json.id("cmpl-");
        List<Frame> frames = new ArrayList<>();
        for (String text : reply.chunks()) {
            for (int i = 0; i < choices(call); i++) {
                ObjectNode chunk = head(call, id);
                chunk.putArray("choices")
                        .addObject()
                        .put("index", i)
                        .put("text", text)
                        .putNull("logprobs")
                        .putNull("finish_reason");
                frames.add(Frame.paced(Json.data(chunk)));
            }
        }
        boolean asked = call.body().path("stream_options").path("include_usage").asBoolean(false);
        if (asked && call.script().usage() != UsageReport.MISSING) {
            ObjectNode last = head(call, id);
            last.putArray("choices");
            last.set("usage", usage(call, reply));
            frames.add(Frame.plain(Json.data(last)));
        }
        frames.add(Json.DONE);
        return frames;
    }
}
