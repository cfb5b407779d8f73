package dev.tollgate.simulator.provider;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** {@code POST /v1/responses}. */
final class OpenAiResponses {

    private static final String ITEM = "msg_sim";

    private final Asked asked;
    private final List<String> events = new ArrayList<>();

    private OpenAiResponses(Asked asked) {
        this.asked = asked;
    }

    static Answer answer(Asked asked) {
        OpenAiResponses responses = new OpenAiResponses(asked);
        return asked.streaming()
                ? responses.stream()
                : Answer.json(200, Json.write(responses.response("completed", List.of(responses.message("completed")))));
    }

    private Answer stream() {
        add("response.created", "response", response("in_progress", List.of()));
        add("response.in_progress", "response", response("in_progress", List.of()));
        add("response.output_item.added", "output_index", 0, "item", message("in_progress"));
        add("response.content_part.added", "item_id", ITEM, "output_index", 0, "content_index", 0, "part", part(""));
        for (int i = 0; i < asked.script().chunks(); i++) {
            add(
                    "response.output_text.delta",
                    "item_id", ITEM, "output_index", 0, "content_index", 0, "delta", asked.word(i), "logprobs", List.of());
        }
        add(
                "response.output_text.done",
                "item_id", ITEM, "output_index", 0, "content_index", 0, "text", asked.text(), "logprobs", List.of());
        add("response.content_part.done", "item_id", ITEM, "output_index", 0, "content_index", 0, "part", part(asked.text()));
        add("response.output_item.done", "output_index", 0, "item", message("completed"));
        add("response.completed", "response", response("completed", List.of(message("completed"))));
        return Answer.events(events);
    }

    private void add(String type, Object... fields) {
        Map<String, Object> event = Json.object("type", type, "sequence_number", events.size());
        event.putAll(Json.object(fields));
        events.add("event: " + type + "\ndata: " + Json.write(event) + "\n\n");
    }

    private Map<String, Object> part(String text) {
        return Json.object("type", "output_text", "text", text, "annotations", List.of(), "logprobs", List.of());
    }

    private Map<String, Object> message(String status) {
        boolean done = status.equals("completed");
        return Json.object(
                "id", ITEM,
                "type", "message",
                "status", status,
                "role", "assistant",
                "content", done ? List.of(part(asked.text())) : List.of());
    }

    private Map<String, Object> response(String status, List<Object> output) {
        return Json.object(
                "id", "resp_sim",
                "object", "response",
                "created_at", 1_790_000_000L,
                "status", status,
                "background", false,
                "error", null,
                "incomplete_details", null,
                "instructions", null,
                "max_output_tokens", null,
                "model", asked.model(),
                "output", output,
                "parallel_tool_calls", true,
                "previous_response_id", null,
                "service_tier", "default",
                "store", false,
                "temperature", 1,
                "text", Json.object("format", Json.object("type", "text")),
                "tool_choice", "auto",
                "tools", List.of(),
                "top_p", 1,
                "truncation", "disabled",
                "usage", status.equals("completed") && asked.reportsUsage() ? usage() : null,
                "user", null,
                "metadata", Json.object());
    }

    private Object usage() {
        if (asked.script().fault() == Script.Fault.BAD_USAGE) {
            return Json.object("input_tokens", -1, "output_tokens", "x");
        }
        return Json.object(
                "input_tokens", asked.input(),
                "input_tokens_details", Json.object("cached_tokens", asked.script().cached()),
                "output_tokens", asked.output(),
                "output_tokens_details", Json.object("reasoning_tokens", asked.script().reasoning()),
                "total_tokens", asked.input() + asked.output());
    }
}
