package dev.tollgate.simulator.provider;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code POST /v1/chat/completions}. */
final class OpenAiChat {

    private OpenAiChat() {}

    static Answer answer(Asked asked) {
        return asked.streaming() ? stream(asked) : json(asked);
    }

    private static Answer json(Asked asked) {
        Map<String, Object> body = Json.object(
                "id", "chatcmpl-sim",
                "object", "chat.completion",
                "created", 1_790_000_000L,
                "model", asked.model(),
                "choices",
                        List.of(Json.object(
                                "index", 0,
                                "message",
                                        Json.object("role", "assistant", "content", asked.text(), "refusal", null),
                                "logprobs", null,
                                "finish_reason", "stop")));
        if (asked.reportsUsage()) {
            body.put("usage", usage(asked));
        }
        return Answer.json(200, Json.write(body));
    }

    private static Answer stream(Asked asked) {
        boolean wanted = asked.body().path("stream_options").path("include_usage").asBoolean(false);
        List<String> events = new ArrayList<>();
        events.add(event(chunk(asked, Json.object("role", "assistant", "content", ""), null, wanted)));
        for (int i = 0; i < asked.script().chunks(); i++) {
            events.add(event(chunk(asked, Json.object("content", asked.word(i)), null, wanted)));
        }
        events.add(event(chunk(asked, Json.object(), "stop", wanted)));
        if (wanted && asked.reportsUsage()) {
            Map<String, Object> last = chunk(asked, Json.object(), null, true);
            last.put("choices", List.of());
            last.put("usage", usage(asked));
            events.add(event(last));
        }
        events.add("data: [DONE]\n\n");
        return Answer.events(events);
    }

    private static Map<String, Object> chunk(
            Asked asked, Map<String, Object> delta, @Nullable String finish, boolean usageWanted) {
        Map<String, Object> chunk = Json.object(
                "id", "chatcmpl-sim",
                "object", "chat.completion.chunk",
                "created", 1_790_000_000L,
                "model", asked.model(),
                "choices",
                        List.of(Json.object("index", 0, "delta", delta, "logprobs", null, "finish_reason", finish)));
        if (usageWanted) {
            chunk.put("usage", null);
        }
        return chunk;
    }

    static Object usage(Asked asked) {
        if (asked.script().fault() == Script.Fault.BAD_USAGE) {
            return Json.object("prompt_tokens", "many", "completion_tokens", -7);
        }
        return Json.object(
                "prompt_tokens", asked.input(),
                "completion_tokens", asked.output(),
                "total_tokens", asked.input() + asked.output(),
                "prompt_tokens_details", Json.object("cached_tokens", asked.script().cached(), "audio_tokens", 0),
                "completion_tokens_details",
                        Json.object("reasoning_tokens", asked.script().reasoning(), "audio_tokens", 0));
    }

    private static String event(Map<String, Object> chunk) {
        return "data: " + Json.write(chunk) + "\n\n";
    }
}
