package dev.tollgate.simulator.provider;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** {@code POST /v1/messages} and {@code /v1/messages/count_tokens}. */
final class AnthropicMessages {

    private AnthropicMessages() {}

    static Answer answer(Asked asked) {
        return asked.streaming() ? stream(asked) : json(asked);
    }

    static Answer count(Asked asked) {
        return Answer.json(200, Json.write(Json.object("input_tokens", asked.input())));
    }

    private static Answer json(Asked asked) {
        Map<String, Object> message = message(asked, List.of(Json.object("type", "text", "text", asked.text())), "end_turn");
        if (asked.reportsUsage()) {
            message.put("usage", usage(asked, asked.output()));
        }
        return Answer.json(200, Json.write(message));
    }

    private static Map<String, Object> message(Asked asked, List<Object> content, @org.jspecify.annotations.Nullable String stop) {
        return Json.object(
                "id", "msg_sim",
                "type", "message",
                "role", "assistant",
                "model", asked.model(),
                "content", content,
                "stop_reason", stop,
                "stop_sequence", null);
    }

    private static Answer stream(Asked asked) {
        List<String> events = new ArrayList<>();
        Map<String, Object> start = message(asked, List.of(), null);
        if (asked.reportsUsage()) {
            start.put("usage", usage(asked, 1));
        }
        events.add(event("message_start", "message", start));
        events.add(event("content_block_start", "index", 0, "content_block", Json.object("type", "text", "text", "")));
        events.add(event("ping"));
        for (int i = 0; i < asked.script().chunks(); i++) {
            events.add(event(
                    "content_block_delta", "index", 0, "delta", Json.object("type", "text_delta", "text", asked.word(i))));
        }
        events.add(event("content_block_stop", "index", 0));
        Map<String, Object> delta = Json.object("stop_reason", "end_turn", "stop_sequence", null);
        events.add(
                asked.reportsUsage()
                        ? event("message_delta", "delta", delta, "usage", Json.object("output_tokens", asked.output()))
                        : event("message_delta", "delta", delta));
        events.add(event("message_stop"));
        return Answer.events(events);
    }

    private static Object usage(Asked asked, long output) {
        if (asked.script().fault() == Script.Fault.BAD_USAGE) {
            return Json.object("input_tokens", "none", "output_tokens", -3);
        }
        return Json.object(
                "input_tokens", asked.input(),
                "cache_creation_input_tokens", asked.script().cacheWrite(),
                "cache_read_input_tokens", asked.script().cached(),
                "output_tokens", output,
                "service_tier", "standard");
    }

    private static String event(String type, Object... fields) {
        Map<String, Object> event = Json.object("type", type);
        event.putAll(Json.object(fields));
        return "event: " + type + "\ndata: " + Json.write(event) + "\n\n";
    }
}
