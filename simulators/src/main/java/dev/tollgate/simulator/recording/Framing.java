package dev.tollgate.simulator.recording;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import tools.jackson.databind.json.JsonMapper;

/** How the bytes of a recorded file stand for the bytes on the wire. */
enum Framing {
    SSE("text/event-stream; charset=utf-8"),
    /** One SSE data payload a line; the event framing was taken off by the source and is put back here. */
    PAYLOAD_LINES("text/event-stream; charset=utf-8"),
    JSON("application/json"),
    EVENT_STREAM("application/vnd.amazon.eventstream"),
    WEBSOCKET("");

    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    private final String contentType;

    Framing(String contentType) {
        this.contentType = contentType;
    }

    static Framing ofFile(String file) {
        String name = file.toLowerCase(Locale.ROOT);
        if (name.endsWith(".chunks.txt")) {
            return PAYLOAD_LINES;
        }
        if (name.endsWith(".sse")) {
            return SSE;
        }
        if (name.endsWith(".json")) {
            return JSON;
        }
        return name.endsWith(".eventstream.bin") ? EVENT_STREAM : WEBSOCKET;
    }

    String contentType() {
        return contentType;
    }

    byte[] wire(byte[] stored, String api) {
        return switch (this) {
            case SSE, JSON, EVENT_STREAM -> stored.clone();
            case PAYLOAD_LINES -> rebuild(new String(stored, StandardCharsets.UTF_8), api);
            case WEBSOCKET -> throw new IllegalStateException(
                    "A websocket session cannot be answered to an HTTP request. Choose a recording with overHttp().");
        };
    }

    private static byte[] rebuild(String lines, String api) {
        boolean named = api.endsWith(".responses") || api.startsWith("anthropic.") || api.startsWith("cohere.");
        boolean done = api.endsWith(".chat") || api.endsWith(".completions");
        ByteArrayOutputStream wire = new ByteArrayOutputStream(lines.length() * 2);
        lines.lines().filter(line -> !line.isBlank()).forEach(line -> {
            if (named) {
                write(wire, "event: " + MAPPER.readTree(line).path("type").asString("message") + "\n");
            }
            write(wire, "data: " + line + "\n\n");
        });
        if (done && !api.startsWith("cohere.")) {
            write(wire, "data: [DONE]\n\n");
        }
        return wire.toByteArray();
    }

    private static void write(ByteArrayOutputStream out, String text) {
        out.writeBytes(text.getBytes(StandardCharsets.UTF_8));
    }
}
