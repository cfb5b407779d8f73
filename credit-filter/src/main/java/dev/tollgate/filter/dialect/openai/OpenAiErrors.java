package dev.tollgate.filter.dialect.openai;

import dev.tollgate.filter.denial.Denial;
import dev.tollgate.filter.denial.DenialCode;
import dev.tollgate.filter.dialect.json.DenialJson;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import tools.jackson.core.JsonGenerator;

/** Denials as OpenAI's clients parse errors. */
final class OpenAiErrors {

    private OpenAiErrors() {}

    static byte[] body(Denial denial, String requestId) {
        return DenialJson.object(json -> {
            error(json, denial, requestId);
            DenialJson.whatFits(json, denial);
        });
    }

    /** For clients of chat, which look for {@code error} in the data. */
    static byte[] event(Denial denial, String requestId) {
        return event("error", DenialJson.object(json -> {
            json.writeStringProperty("type", "error");
            error(json, denial, requestId);
        }));
    }

    /** A stream of responses that ends without this event, or one that says it is complete, counts as broken off. */
    static byte[] responseFailed(Denial denial, String requestId) {
        return event("response.failed", DenialJson.object(json -> {
            json.writeStringProperty("type", "response.failed");
            json.writeObjectPropertyStart("response");
            json.writeStringProperty("id", requestId);
            json.writeStringProperty("object", "response");
            json.writeStringProperty("status", "failed");
            error(json, denial, requestId);
            json.writeEndObject();
        }));
    }

    private static byte[] event(String name, byte[] data) {
        byte[] before = ("event: " + name + "\ndata: ").getBytes(StandardCharsets.US_ASCII);
        ByteArrayOutputStream event = new ByteArrayOutputStream(before.length + data.length + 2);
        event.writeBytes(before);
        event.writeBytes(data);
        event.write('\n');
        event.write('\n');
        return event.toByteArray();
    }

    /** OpenAI has a code of its own for this field, and clients that know it send the whole conversation then. */
    private static String code(Denial denial) {
        boolean previous = denial.code() == DenialCode.OBJECT_NOT_FOUND
                && denial.param().equals(Optional.of("previous_response_id"));
        return previous ? "previous_response_not_found" : denial.code().code();
    }

    private static void error(JsonGenerator json, Denial denial, String requestId) {
        json.writeObjectPropertyStart("error");
        json.writeStringProperty("message", denial.message());
        json.writeStringProperty("type", denial.code().openAiType());
        json.writeStringProperty("code", code(denial));
        json.writeName("param");
        if (denial.param().isPresent()) {
            json.writeString(denial.param().get());
        } else {
            json.writeNull();
        }
        DenialJson.tollgate(json, denial, requestId);
        json.writeEndObject();
    }
}
