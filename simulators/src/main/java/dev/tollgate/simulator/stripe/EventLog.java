package dev.tollgate.simulator.stripe;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** The account's events, each with its object as it was at that time, and {@code GET /v1/events}. */
final class EventLog {
    /** Older events are not listed, but can still be read by their ids. */
    private static final long LISTED_SECONDS = 30L * 24 * 60 * 60;

    private final SimulatedClock clock;
    private final ObjectStore store;
    private final Consumer<ObjectNode> listener;
    private final List<ObjectNode> events = new ArrayList<>();
    private final Set<String> undelivered = new HashSet<>();
    private @Nullable Call cause;

    /** @param listener hears of each event at once */
    EventLog(SimulatedClock clock, ObjectStore store, Consumer<ObjectNode> listener) {
        this.clock = clock;
        this.store = store;
        this.listener = listener;
    }

    void routes(Routes routes) {
        routes.get("/v1/events", this::list);
        routes.get("/v1/events/{id}", call -> store.need("event", "id", call.argument("id")));
    }

    /** The call whose events come next, or null when a clock or a person causes them. */
    void causedBy(@Nullable Call call) {
        cause = call;
    }

    void emit(String type, ObjectNode object) {
        emit(type, object, null);
    }

    /** @param before the earlier values of what has changed, for events of updates */
    void emit(String type, ObjectNode object, @Nullable ObjectNode before) {
        ObjectNode event = store.create("event", "evt");
        event.remove("metadata");
        event.put("type", type).put("api_version", StripeSimulator.API_VERSION).put("pending_webhooks", 1);
        ObjectNode data = event.putObject("data");
        data.set("object", object.deepCopy());
        if (before != null) {
            data.set("previous_attributes", before);
        }
        ObjectNode request = event.putObject("request");
        request.put("id", cause == null ? null : cause.id());
        request.put("idempotency_key", cause == null ? null : cause.idempotencyKey());
        events.add(event);
        undelivered.add(Json.need(event, "id"));
        listener.accept(event.deepCopy());
    }

    void delivered(String id) {
        undelivered.remove(id);
        ObjectNode event = store.find(id);
        if (event != null) {
            event.put("pending_webhooks", 0);
        }
    }

    /** All events, oldest first. */
    List<ObjectNode> all() {
        return List.copyOf(events);
    }

    ObjectNode need(String id) {
        return store.need("event", "id", id);
    }

    private ObjectNode list(Call call) {
        Params params = call.params();
        List<String> types = params.texts("types");
        String type = params.text("type");
        long since = clock.seconds() - LISTED_SECONDS;
        Boolean success = params.has("delivery_success") ? params.flag("delivery_success", false) : null;
        return ObjectStore.page(
                call,
                events,
                event -> Json.number(event, "created") > since
                        && (types.isEmpty() || types.contains(Json.need(event, "type")))
                        && (type == null || matches(type, Json.need(event, "type")))
                        && (success == null || success != undelivered.contains(Json.need(event, "id"))));
    }

    /** A type may end in a star: {@code invoice.*}. */
    static boolean matches(String pattern, String type) {
        return pattern.endsWith("*")
                ? type.startsWith(pattern.substring(0, pattern.length() - 1))
                : pattern.equals(type);
    }
}
