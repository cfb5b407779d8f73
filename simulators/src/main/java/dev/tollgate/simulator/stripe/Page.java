package dev.tollgate.simulator.stripe;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** An answer to a browser, or of the control API. */
record Page(int status, String contentType, byte[] body, @Nullable String location) {
    static Page html(String body) {
        return new Page(200, "text/html; charset=utf-8", body.getBytes(StandardCharsets.UTF_8), null);
    }

    static Page json(int status, byte[] body) {
        return new Page(status, "application/json", body, null);
    }

    static Page text(int status, String text) {
        return new Page(status, "text/plain; charset=utf-8", text.getBytes(StandardCharsets.UTF_8), null);
    }

    /** Sends the browser on, by GET. */
    static Page redirect(String to) {
        return new Page(303, "text/plain; charset=utf-8", new byte[0], to);
    }
}
