package dev.tollgate.admin.billing;

import dev.tollgate.ledger.billing.InboxEvent;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads from a signed event what is needed to find out the rest: ids only. */
final class ToldEvent {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final int LONGEST = 255;

    private ToldEvent() {}

    /** Empty if it is no event. */
    static Optional<InboxEvent> of(byte[] body) {
        String text = new String(body, StandardCharsets.UTF_8);
        if (text.indexOf(0) >= 0) {
            return Optional.empty();
        }
        try {
            return of(JSON.readTree(body), text);
        } catch (JacksonException malformed) {
            return Optional.empty();
        }
    }

    static Optional<InboxEvent> of(JsonNode event, String text) {
        String id = event.path("id").asString("");
        String type = event.path("type").asString("");
        if (bad(id) || bad(type)) {
            return Optional.empty();
        }
        return switch (event.path("object").asString("")) {
            case "event" -> of(event, id, type, text);
            case "v2.core.event" -> thin(event, id, type, text);
            default -> Optional.empty();
        };
    }

    private static Optional<InboxEvent> of(JsonNode event, String id, String type, String text) {
        JsonNode object = event.path("data").path("object");
        if (!object.isObject()) {
            return Optional.empty();
        }
        return Optional.of(new InboxEvent(
                id,
                type,
                subject(object),
                Instant.ofEpochSecond(event.path("created").asLong(0)),
                event.path("api_version").asString(""),
                event.path("livemode").asBoolean(false),
                text));
    }

    /** One that names its object and shows nothing of it; some are about none. What one was not made about is in itself. */
    private static Optional<InboxEvent> thin(JsonNode event, String id, String type, String text) {
        String object = type.equals(UnmadeEvents.TYPE)
                ? id
                : event.path("related_object").path("id").asString("");
        try {
            return Optional.of(new InboxEvent(
                    id,
                    type,
                    object.length() <= LONGEST ? object : "",
                    Instant.parse(event.path("created").asString("")),
                    "",
                    event.path("livemode").asBoolean(false),
                    text));
        } catch (DateTimeParseException noTime) {
            return Optional.empty();
        }
    }

    /** What is to be fetched: of refunds, disputes and charges the payment intent that they are about. */
    private static String subject(JsonNode object) {
        String kind = object.path("object").asString("");
        boolean ofPayment = kind.equals("refund") || kind.equals("dispute") || kind.equals("charge");
        String intent = object.path("payment_intent").asString("");
        String id = ofPayment && !intent.isEmpty() ? intent : object.path("id").asString("");
        return id.length() <= LONGEST ? id : "";
    }

    private static boolean bad(String name) {
        return name.isEmpty() || name.length() > LONGEST;
    }
}
