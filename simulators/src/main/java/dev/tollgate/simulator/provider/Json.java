package dev.tollgate.simulator.provider;

import java.nio.charset.StandardCharsets;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** JSON as the wire formats need it: objects in the order they are written, SSE frames around them, fresh ids. */
final class Json {
    static final Frame DONE = Frame.plain("data: [DONE]\n\n".getBytes(StandardCharsets.UTF_8));

    private static final JsonMapper MAPPER = JsonMapper.builder().build();
    private static final byte[] DATA = "data: ".getBytes(StandardCharsets.UTF_8);
    private static final String RUN =
            UUID.randomUUID().toString().replace("-", "").substring(0, 16);
    private static final AtomicLong NEXT = new AtomicLong();

    private Json() {}

    static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    static JsonNode read(byte[] json) {
        try {
            return MAPPER.readTree(json);
        } catch (JacksonException e) {
            throw new BadRequest("The JSON body of the request cannot be parsed: " + e.getOriginalMessage());
        }
    }

    static byte[] bytes(JsonNode node) {
        return MAPPER.writeValueAsBytes(node);
    }

    /** An SSE frame without a name: {@code data: {...}} and a blank line. */
    static byte[] data(JsonNode payload) {
        return frame(DATA, bytes(payload));
    }

    /** An SSE frame named after the payload's {@code type}. */
    static byte[] event(JsonNode payload) {
        String head = "event: " + payload.path("type").asString("message") + "\ndata: ";
        return frame(head.getBytes(StandardCharsets.UTF_8), bytes(payload));
    }

    /** An id that no other answer has, also not one of another simulator process. */
    static String id(String prefix) {
        return prefix + RUN + String.format("%08x", NEXT.incrementAndGet());
    }

    private static byte[] frame(byte[] head, byte[] body) {
        byte[] frame = new byte[head.length + body.length + 2];
        System.arraycopy(head, 0, frame, 0, head.length);
        System.arraycopy(body, 0, frame, head.length, body.length);
        frame[frame.length - 2] = '\n';
        frame[frame.length - 1] = '\n';
        return frame;
    }
}
