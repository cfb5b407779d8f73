package dev.tollgate.simulator.provider;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** OpenAI Chat Completions: {@code chat.completion}, or {@code chat.completion.chunk} events that end in [DONE]. */
final class OpenAiChat implements WireFormat {
    private static final int MOST_CHOICES = 128;

    @Override
    public String path() {
        return "/v1/chat/completions";
    }

    @Override
    public ProviderErrors errors() {
        return ProviderErrors.OPENAI;
    }

    @Override
    public Answer answer(ProviderCall call) {
        if (!call.body().path("messages").isArray()) {
            throw new BadRequest("Missing required parameter: 'messages'.");
        }
        Reply reply = Reply.of(call, call.bound("max_completion_tokens", "max_tokens"));
        return call.streams() ? new Stream(call, reply).answer() : Answer.json(completion(call, reply));
    }

    private static int choices(ProviderCall call) {
        return Math.min(MOST_CHOICES, Math.max(1, call.body().path("n").asInt(1)));
    }

    private static ObjectNode head(ProviderCall call, String object, String id) {
        return Json.object()
                .put("id", id)
                .put("object", object)
                .put("created", Instant.now().getEpochSecond())
                .put("model", call.model())
                .put("service_tier", call.script().serviceTier())
                .put("system_fingerprint", "fp_simulator");
    }

    private static ObjectNode completion(ProviderCall call, Reply reply) {
        ObjectNode body = head(call, "chat.completion", Json.id("chatcmpl-"));
        ArrayNode choices = body.putArray("choices");
        for (int i = 0; i < choices(call); i++) {
            ObjectNode choice = choices.addObject().put("index", i);
            ObjectNode message = choice.putObject("message").put("role", "assistant");
            message.put("content", reply.text()).putNull("refusal").putArray("annotations");
            choice.putNull("logprobs").put("finish_reason", finish(reply));
        }
        if (call.script().usage() != UsageReport.MISSING) {
            body.set("usage", usage(call, reply));
        }
        return body;
    }

    private static String finish(Reply reply) {
        return reply.full() ? "stop" : "length";
    }

    /** Cached, written and reasoning tokens are parts of the totals; every choice counts its own output. */
    private static ObjectNode usage(ProviderCall call, Reply reply) {
        UsageReport report = call.script().usage();
        long prompt = reply.input().total();
        long completion = reply.output().total() * choices(call);
        ObjectNode usage = Json.object();
        report.write(usage, "prompt_tokens", prompt);
        report.write(usage, "completion_tokens", completion);
        report.write(usage, "total_tokens", prompt + completion);
        ObjectNode in = usage.putObject("prompt_tokens_details");
        report.write(in, "cached_tokens", reply.input().cached());
        report.write(in, "cache_write_tokens", reply.input().cacheWrite());
        in.put("audio_tokens", 0);
        ObjectNode out = usage.putObject("completion_tokens_details");
        report.write(out, "reasoning_tokens", reply.output().reasoning() * choices(call));
        out.put("audio_tokens", 0).put("accepted_prediction_tokens", 0).put("rejected_prediction_tokens", 0);
        return usage;
    }

    /** The events of one streamed completion. */
    private record Stream(ProviderCall call, Reply reply, String id, boolean withUsage) {
        Stream(ProviderCall call, Reply reply) {
            this(call, reply, Json.id("chatcmpl-"), asksForUsage(call));
        }

        private static boolean asksForUsage(ProviderCall call) {
            JsonNode asked = call.body().path("stream_options").path("include_usage");
            return asked.asBoolean(false) && call.script().usage() != UsageReport.MISSING;
        }

        Answer answer() {
            List<Frame> frames = new ArrayList<>();
            for (int i = 0; i < choices(call); i++) {
                ObjectNode role = Json.object().put("role", "assistant").put("content", "");
                frames.add(Frame.plain(chunk(i, role.putNull("refusal"), null)));
            }
            for (String text : reply.chunks()) {
                for (int i = 0; i < choices(call); i++) {
                    frames.add(Frame.paced(chunk(i, Json.object().put("content", text), null)));
                }
            }
            if (reply.failed()) {
                frames.add(Frame.plain(Json.data(ProviderErrors.OPENAI.body(500, "The simulator was told to fail."))));
                return Answer.stream(frames);
            }
            for (int i = 0; i < choices(call); i++) {
                frames.add(Frame.plain(chunk(i, Json.object(), finish(reply))));
            }
            if (withUsage) {
                ObjectNode last = head(call, "chat.completion.chunk", id);
                last.putArray("choices");
                last.set("usage", usage(call, reply));
                frames.add(Frame.plain(Json.data(last)));
            }
            frames.add(Json.DONE);
            return Answer.stream(frames);
        }

        private byte[] chunk(int index, ObjectNode delta, @Nullable String finish) {
            ObjectNode chunk = head(call, "chat.completion.chunk", id);
            ObjectNode choice = chunk.putArray("choices").addObject().put("index", index);
            choice.set("delta", delta);
            choice.putNull("logprobs").put("finish_reason", finish);
            if (withUsage) {
                chunk.putNull("usage");
            }
            return Json.data(chunk);
        }
    }
}
