package dev.tollgate.simulator.provider;

import java.io.ByteArrayOutputStream;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** A whole answer before it is cut for the wire. A streamed one never has a Content-Length. */
record Answer(int status, String contentType, boolean stream, List<Frame> frames) {
    private static final int OK = 200;

    static Answer json(JsonNode body) {
        return json(OK, Json.bytes(body));
    }

    static Answer json(int status, byte[] body) {
        return new Answer(status, "application/json", false, List.of(Frame.plain(body)));
    }

    static Answer stream(List<Frame> frames) {
        return new Answer(OK, "text/event-stream; charset=utf-8", true, frames);
    }

    byte[] body() {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        frames.forEach(frame -> body.writeBytes(frame.bytes()));
        return body.toByteArray();
    }
}
