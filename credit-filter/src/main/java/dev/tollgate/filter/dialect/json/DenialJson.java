package dev.tollgate.filter.dialect.json;

import dev.tollgate.filter.denial.Denial;
import dev.tollgate.filter.denial.ReachedLimit;
import dev.tollgate.ledger.key.Budget;
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
     * The machine-readable part: {@code tollgate} with the amounts in credits as decimal strings, the budget or the rate limit
     * that refuses, whether the same
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
        denial.budget().ifPresent(budget -> budget(json, budget));
        denial.limit().ifPresent(limit -> limit(json, limit));
        json.writeBooleanProperty("retry", denial.retryHelps());
        denial.retryAfter()
                .ifPresent(pause -> json.writeNumberProperty(
                        "retry_after", Math.max(1, pause.plusMillis(999).toSeconds())));
        denial.renewsAt().ifPresent(at -> json.writeStringProperty("renews_at", at.toString()));
        json.writeStringProperty("request_id", requestId);
        json.writeEndObject();
    }

    /**
     * For apps that show it to people: {@code remainingCredits} and {@code maxTokens}, the largest output bound with which the
     * same call could be paid now, 0 if there is none.
     */
    public static void whatFits(JsonGenerator json, Denial denial) {
        denial.money().ifPresent(money -> {
            json.writeStringProperty("remainingCredits", money.available().toString());
            money.maxTokens().ifPresent(most -> json.writeNumberProperty("maxTokens", most));
        });
    }

    private static void budget(JsonGenerator json, Budget budget) {
        json.writeObjectPropertyStart("budget");
        json.writeStringProperty("period", budget.period().label());
        json.writeStringProperty("limit", budget.limit().toString());
        json.writeStringProperty("used", budget.used().toString());
        json.writeStringProperty("on_hold", budget.held().toString());
        if (budget.renews() != null) {
            json.writeStringProperty("renews", budget.renews().toString());
        }
        json.writeEndObject();
    }

    private static void limit(JsonGenerator json, ReachedLimit limit) {
        json.writeObjectPropertyStart("limit");
        json.writeStringProperty("level", limit.level());
        json.writeStringProperty("measure", limit.measure());
        limit.limit().ifPresent(amount -> json.writeNumberProperty("limit", amount));
        limit.remaining().ifPresent(amount -> json.writeNumberProperty("remaining", amount));
        json.writeEndObject();
    }
}
