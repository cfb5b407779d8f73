package dev.tollgate.filter.dialect.anthropic;

import dev.tollgate.filter.denial.Denial;
import dev.tollgate.filter.dialect.json.DenialJson;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Denials as Anthropic's clients parse errors. */
final class AnthropicErrors {

    private static final byte[] BEFORE = "event: error\ndata: ".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] AFTER = "\n\n".getBytes(StandardCharsets.US_ASCII);

    private AnthropicErrors() {}

    static byte[] body(Denial denial, String requestId) {
        return DenialJson.object(json -> {
            json.writeStringProperty("type", "error");
            json.writeObjectPropertyStart("error");
            json.writeStringProperty("type", denial.code().anthropicType());
            json.writeStringProperty("message", denial.message());
            json.writeStringProperty("code", denial.code().code());
            DenialJson.tollgate(json, denial, requestId);
            json.writeEndObject();
            json.writeStringProperty("request_id", requestId);
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
}
