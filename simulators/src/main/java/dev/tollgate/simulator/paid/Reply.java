package dev.tollgate.simulator.paid;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** An answer: its body goes out piece by piece. */
record Reply(int status, String contentType, Map<String, String> headers, List<byte[]> pieces) {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    static Reply json(int status, Object body) {
        return new Reply(status, "application/json", Map.of(), List.of(JSON.writeValueAsBytes(body)));
    }

    static JsonNode read(String body) {
        return JSON.readTree(body.getBytes(StandardCharsets.UTF_8));
    }
}
