package dev.tollgate.app.llm;

import dev.langchain4j.model.output.FinishReason;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * The one shape of all answers: OpenAI's chat completion, with {@code provider} and {@code creditInfo}.
 *
 * @param id of the request at the gate
 * @param provider that has answered
 * @param model that has answered where it may be another than was asked for, else as the provider says, or as it was asked for
 */
record AnswerShape(String id, String provider, String model) {

    static final byte[] DONE = "data: [DONE]\n\n".getBytes(StandardCharsets.US_ASCII);

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final int TIME_ORDERED = 7;
    private static final int MILLIS_BEGIN = 16;

    byte[] whole(String text, @Nullable FinishReason why, Spent spent) {
        Map<String, Object> message = new LinkedHashMap<>();
        message.put("role", "assistant");
        message.put("content", text);
        Map<String, Object> answer = head("chat.completion");
        answer.put("choices", List.of(choice("message", message, reason(why))));
        answer.put("usage", spent.usage());
        answer.put("creditInfo", spent.creditInfo());
        return JSON.writeValueAsBytes(answer);
    }

    /** A piece of the text; the first one names the role. */
    byte[] piece(String text, boolean first) {
        Map<String, Object> delta = new LinkedHashMap<>();
        if (first) {
            delta.put("role", "assistant");
        }
        delta.put("content", text);
        return event(chunk(choice("delta", delta, null)));
    }

    byte[] last(@Nullable FinishReason why, Spent spent) {
        Map<String, Object> chunk = chunk(choice("delta", Map.of(), reason(why)));
        chunk.put("usage", spent.usage());
        chunk.put("creditInfo", spent.creditInfo());
        return event(chunk);
    }

    /** The end of a stream that has failed; what was delivered is paid. */
    static byte[] failure(Refusal refusal, Spent spent) {
        Map<String, Object> event = new LinkedHashMap<>();
        event.put("error", refusal.document());
        event.put("usage", spent.usage());
        event.put("creditInfo", spent.creditInfo());
        return event(event);
    }

    static byte[] problem(Refusal refusal) {
        return JSON.writeValueAsBytes(refusal.document());
    }

    private Map<String, Object> chunk(Map<String, Object> choice) {
        Map<String, Object> chunk = head("chat.completion.chunk");
        chunk.put("choices", List.of(choice));
        return chunk;
    }

    private Map<String, Object> head(String kind) {
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("id", id);
        answer.put("object", kind);
        answer.put("created", created());
        answer.put("provider", provider);
        answer.put("model", model);
        return answer;
    }

    private static Map<String, Object> choice(String kind, Map<String, Object> content, @Nullable String reason) {
        Map<String, Object> choice = new LinkedHashMap<>();
        choice.put("index", 0);
        choice.put(kind, content);
        choice.put("finish_reason", reason);
        return choice;
    }

    /** In seconds. The id has it in it, so it is the same when an answer is told again. */
    private long created() {
        try {
            UUID uuid = UUID.fromString(id);
            if (uuid.version() == TIME_ORDERED) {
                return Instant.ofEpochMilli(uuid.getMostSignificantBits() >>> MILLIS_BEGIN)
                        .getEpochSecond();
            }
        } catch (IllegalArgumentException noUuid) {
            // As one that does not tell.
        }
        return 0;
    }

    private static String reason(@Nullable FinishReason why) {
        if (why == null) {
            return "stop";
        }
        return switch (why) {
            case STOP -> "stop";
            case LENGTH -> "length";
            case TOOL_EXECUTION -> "tool_calls";
            case CONTENT_FILTER -> "content_filter";
            case OTHER -> "other";
        };
    }

    private static byte[] event(Map<String, Object> data) {
        return ("data: " + JSON.writeValueAsString(data) + "\n\n").getBytes(StandardCharsets.UTF_8);
    }
}
