package dev.tollgate.admin.billing;

import dev.tollgate.ledger.billing.InboxEvent;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
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
        JsonNode object = event.path("data").path("object");
        if (!event.path("object").asString("").equals("event") || bad(id) || bad(type) || !object.isObject()) {
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
