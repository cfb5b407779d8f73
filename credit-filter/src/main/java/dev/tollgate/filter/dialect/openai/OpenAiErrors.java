package dev.tollgate.filter.dialect.openai;

import dev.tollgate.filter.denial.Denial;
import dev.tollgate.filter.dialect.json.DenialJson;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import tools.jackson.core.JsonGenerator;

/** Denials as OpenAI's clients parse errors. */
final class OpenAiErrors {

    private static final byte[] BEFORE = "event: error\ndata: ".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] AFTER = "\n\n".getBytes(StandardCharsets.US_ASCII);

    private OpenAiErrors() {}

    static byte[] body(Denial denial, String requestId) {
        return DenialJson.object(json -> error(json, denial, requestId));
    }

    /**
     * Serves both kinds of stream: clients of chat look for {@code error} in the data, clients of responses for an
     * event of the type {@code error} with code and message at its top.
     */
    static byte[] event(Denial denial, String requestId) {
        byte[] data = DenialJson.object(json -> {
            json.writeStringProperty("type", "error");
            json.writeStringProperty("code", denial.code().code());
            json.writeStringProperty("message", denial.message());
            json.writeNullProperty("param");
            error(json, denial, requestId);
        });
        ByteArrayOutputStream event = new ByteArrayOutputStream(BEFORE.length + data.length + AFTER.length);
        event.writeBytes(BEFORE);
        event.writeBytes(data);
        event.writeBytes(AFTER);
        return event.toByteArray();
    }

    private static void error(JsonGenerator json, Denial denial, String requestId) {
        json.writeObjectPropertyStart("error");
        json.writeStringProperty("message", denial.message());
        json.writeStringProperty("type", denial.code().openAiType());
        json.writeStringProperty("code", denial.code().code());
        json.writeNullProperty("param");
        DenialJson.tollgate(json, denial, requestId);
        json.writeEndObject();
    }
}
