package dev.tollgate.filter.dialect.cohere;

import dev.tollgate.filter.denial.Denial;
import dev.tollgate.filter.dialect.json.DenialJson;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Denials as Cohere's clients parse errors: {@code {message, id}}, and a message that ends with an error. */
final class CohereErrors {

    private static final byte[] BEFORE = "event: message-end\ndata: ".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] AFTER = "\n\n".getBytes(StandardCharsets.US_ASCII);

    private CohereErrors() {}

    static byte[] body(Denial denial, String requestId) {
        return DenialJson.object(json -> {
            json.writeStringProperty("id", requestId);
            json.writeStringProperty("message", denial.message());
            json.writeStringProperty("code", denial.code().code());
            DenialJson.tollgate(json, denial, requestId);
            DenialJson.whatFits(json, denial);
        });
    }

    static byte[] event(Denial denial, String requestId) {
        ByteArrayOutputStream event = new ByteArrayOutputStream();
        event.writeBytes(BEFORE);
        event.writeBytes(DenialJson.object(json -> {
            json.writeStringProperty("type", "message-end");
            json.writeObjectPropertyStart("delta");
            json.writeStringProperty("finish_reason", "ERROR");
            json.writeStringProperty("error", denial.message());
            json.writeStringProperty("code", denial.code().code());
            DenialJson.tollgate(json, denial, requestId);
            json.writeEndObject();
        }));
        event.writeBytes(AFTER);
        return event.toByteArray();
    }
}
