package dev.tollgate.simulator.provider;

import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * An answer to send.
 *
 * @param parts the body, in the pieces in which a provider would send it
 */
record Answer(int status, String contentType, List<byte[]> parts) {

    static Answer json(int status, String body) {
        return new Answer(status, "application/json", List.of(body.getBytes(StandardCharsets.UTF_8)));
    }

    static Answer events(List<String> events) {
        return new Answer(
                200,
                "text/event-stream; charset=utf-8",
                events.stream()
                        .map(event -> event.getBytes(StandardCharsets.UTF_8))
                        .toList());
    }
}
