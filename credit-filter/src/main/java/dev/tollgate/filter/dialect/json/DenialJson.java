package dev.tollgate.filter.dialect.json;

import dev.tollgate.filter.denial.Denial;
import java.io.ByteArrayOutputStream;
import java.util.function.Consumer;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;

/** What the error bodies of all dialects have in common. */
public final class DenialJson {

    private DenialJson() {}

    /** One JSON object in UTF-8. */
    public static byte[] object(Consumer<JsonGenerator> fields) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator json = JsonFormats.ANSWER.createGenerator(ObjectWriteContext.empty(), bytes)) {
            json.writeStartObject();
            fields.accept(json);
            json.writeEndObject();
        }
        return bytes.toByteArray();
    }

    /**
     * The machine-readable part: {@code tollgate} with the amounts in credits as decimal strings, whether the same
     * request may succeed later, and in how many seconds.
     */
    public static void tollgate(JsonGenerator json, Denial denial, String requestId) {
        json.writeObjectPropertyStart("tollgate");
        denial.money().ifPresent(money -> {
            json.writeStringProperty("needed", money.needed().toString());
            json.writeStringProperty("available", money.available().toString());
            json.writeStringProperty("on_hold", money.onHold().toString());
            json.writeStringProperty("unit", "credits");
        });
        json.writeBooleanProperty("retry", denial.code().retryMayHelp());
        denial.retryAfter()
                .ifPresent(pause -> json.writeNumberProperty(
                        "retry_after", Math.max(1, pause.plusMillis(999).toSeconds())));
        denial.renewsAt().ifPresent(at -> json.writeStringProperty("renews_at", at.toString()));
        json.writeStringProperty("request_id", requestId);
        json.writeEndObject();
    }
}
