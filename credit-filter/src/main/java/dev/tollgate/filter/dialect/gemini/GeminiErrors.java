package dev.tollgate.filter.dialect.gemini;

import dev.tollgate.filter.denial.Denial;
import dev.tollgate.filter.dialect.json.DenialJson;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import tools.jackson.core.JsonGenerator;

/**
 * Denials as Gemini's clients parse errors: {@code {error: {code, message, status, details}}}, with Google's {@code
 * ErrorInfo}, and {@code RetryInfo} where coming back helps.
 */
final class GeminiErrors {

    private static final String TYPES = "type.googleapis.com/google.rpc.";
    private static final byte[] BEFORE = "data: ".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] AFTER = "\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private GeminiErrors() {}

    static byte[] body(Denial denial, String requestId) {
        return DenialJson.object(json -> {
            json.writeObjectPropertyStart("error");
            json.writeNumberProperty("code", denial.status());
            json.writeStringProperty("message", denial.message());
            json.writeStringProperty("status", status(denial.status()));
            json.writeArrayPropertyStart("details");
            info(json, denial);
            denial.retryAfter()
                    .ifPresent(pause ->
                            retry(json, Math.max(1, pause.plusMillis(999).toSeconds())));
            json.writeEndArray();
            DenialJson.tollgate(json, denial, requestId);
            json.writeEndObject();
            DenialJson.whatFits(json, denial);
        });
    }

    static byte[] event(Denial denial, String requestId) {
        ByteArrayOutputStream event = new ByteArrayOutputStream();
        event.writeBytes(BEFORE);
        event.writeBytes(body(denial, requestId));
        event.writeBytes(AFTER);
        return event.toByteArray();
    }

    private static void info(JsonGenerator json, Denial denial) {
        json.writeStartObject();
        json.writeStringProperty("@type", TYPES + "ErrorInfo");
        json.writeStringProperty("reason", denial.code().code().toUpperCase(Locale.ROOT));
        json.writeStringProperty("domain", "tollgate");
        json.writeEndObject();
    }

    private static void retry(JsonGenerator json, long seconds) {
        json.writeStartObject();
        json.writeStringProperty("@type", TYPES + "RetryInfo");
        json.writeStringProperty("retryDelay", seconds + "s");
        json.writeEndObject();
    }

    /** Google's word for an HTTP status. It has none for 402: what is used up is its RESOURCE_EXHAUSTED. */
    static String status(int http) {
        return switch (http) {
            case 401 -> "UNAUTHENTICATED";
            case 402, 429 -> "RESOURCE_EXHAUSTED";
            case 403 -> "PERMISSION_DENIED";
            case 404 -> "NOT_FOUND";
            case 409 -> "ABORTED";
            case 500 -> "INTERNAL";
            case 502, 503 -> "UNAVAILABLE";
            case 504 -> "DEADLINE_EXCEEDED";
            default -> "INVALID_ARGUMENT";
        };
    }
}
