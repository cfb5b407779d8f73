package dev.tollgate.filter.dialect.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.filter.dialect.Dialects;
import dev.tollgate.filter.dialect.Intent;
import dev.tollgate.filter.dialect.MalformedRequest;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Random requests: refused with a sentence, or read and edited so that an independent parser finds the edit alone. */
final class BrokenRequestsTest {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final int CASES = 20_000;
    private static final List<String> PATHS = List.of(
            "/v1/chat/completions",
            "/v1/responses",
            "/v1/embeddings",
            "/v1/messages",
            "/v1/completions",
            "/v1/moderations",
            "/v1/images/generations",
            "/v1/audio/speech",
            "/v1/responses/compact");
    private static final List<String> KEYS = List.of(
            "model",
            "stream",
            "max_tokens",
            "max_completion_tokens",
            "max_output_tokens",
            "n",
            "stream_options",
            "messages",
            "input",
            "tools",
            "x\\u0041€",
            "");
    private static final List<String> VALUES = List.of(
            "null",
            "true",
            "5",
            "-5",
            "1e2",
            "\"m\"",
            "\"\\\"q\\\\\"",
            "\"€😀\"",
            "{}",
            "[]",
            "{\"include_usage\":false}",
            "{\"include_usage\":null,\"a\":[{}]}",
            "[{\"type\":\"web_search\"}]",
            "[{\"role\":\"user\",\"content\":[{\"type\":\"image_url\",\"image_url\":{\"url\":\"data:image/png;base64,AA\"}}]}]",
            "[{\"content\":[{\"type\":\"image\",\"source\":{\"type\":\"base64\",\"media_type\":\"image/png\",\"data\":\"A\"}}]}]",
            "{",
            "\"",
            "\\",
            "nul",
            "[1,[2,{\"a\":3}]]");

    @Test
    void requests_are_refused_or_edited_exactly() {
        int read = 0;
        for (int number = 0; number < CASES; number++) {
            Random random = new Random(number);
            String body = request(random);
            Dialects.Match match = BuiltInDialects.all()
                    .match(PATHS.get(random.nextInt(PATHS.size())))
                    .orElseThrow();
            try {
                Intent intent = match.dialect().intent(match.operation(), body.getBytes(StandardCharsets.UTF_8));
                checkEdits(intent, body);
                read++;
            } catch (MalformedRequest refused) {
                assertThat(refused.getMessage()).as(body).endsWith(".").hasSizeLessThan(500);
            }
        }
        assertThat(read).isGreaterThan(CASES / 10);
    }

    private static void checkEdits(Intent intent, String body) {
        ObjectNode asked = (ObjectNode) JSON.readTree(body);
        String operation = intent.operation().name();
        boolean boundIsWritten = operation.equals("completions") && !asked.has("max_tokens");
        byte[] untouched = intent.upstreamBody(new Intent.Edit(null, OptionalLong.empty(), false));
        if (boundIsWritten) {
            asked.put("max_tokens", 16);
        } else {
            assertThat(new String(untouched, StandardCharsets.UTF_8)).isEqualTo(body);
        }
        JsonNode edited = JSON.readTree(intent.upstreamBody(new Intent.Edit("new\"€", OptionalLong.of(4711), true)));
        if (!operation.equals("moderations") || asked.has("model")) {
            asked.put("model", "new\"€");
        }
        String bound = boundKey(intent);
        if (!bound.isEmpty() && intent.outputBound().isEmpty()) {
            asked.put(bound, 4711);
        }
        if (Set.of("chat", "completions").contains(operation) && intent.streaming()) {
            JsonNode options = asked.path("stream_options");
            ObjectNode asking = options.isObject() ? (ObjectNode) options : asked.putObject("stream_options");
            asking.put("include_usage", true);
        }
        assertThat(edited).as(body).isEqualTo(asked);
        assertThat(intent.inputBound(OptionalLong.empty())).isGreaterThanOrEqualTo(intent.inputEstimate());
    }

    private static String boundKey(Intent intent) {
        return switch (intent.operation().name()) {
            case "chat" -> "max_completion_tokens";
            case "responses" -> "max_output_tokens";
            case "messages", "completions" -> "max_tokens";
            default -> "";
        };
    }

    private static String request(Random random) {
        StringBuilder body = new StringBuilder(random.nextInt(5) == 0 ? " \n{" : "{");
        boolean named = random.nextInt(8) > 0;
        String space = random.nextBoolean() ? " " : "";
        if (named) {
            body.append("\"model\"").append(space).append(":\"m\"");
        }
        for (int i = random.nextInt(5); i > 0; i--) {
            body.append(body.length() > 3 ? "," : "");
            body.append('"')
                    .append(KEYS.get(random.nextInt(KEYS.size())))
                    .append("\":")
                    .append(space);
            body.append(VALUES.get(random.nextInt(VALUES.size()))).append(space);
        }
        return body.append(random.nextInt(30) == 0 ? "" : "}").toString();
    }
}
