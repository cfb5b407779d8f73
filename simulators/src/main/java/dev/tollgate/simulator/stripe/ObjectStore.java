package dev.tollgate.simulator.stripe;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** All objects of the account by their ids, oldest first, and how they are listed and expanded. */
final class ObjectStore {
    private static final int DEFAULT_LIMIT = 10;
    private static final int MAX_LIMIT = 100;

    private final Map<String, ObjectNode> all = new LinkedHashMap<>();
    private final SimulatedClock clock;
    private final IdSequence ids;

    ObjectStore(SimulatedClock clock, IdSequence ids) {
        this.clock = clock;
        this.ids = ids;
    }

    /** A new object of this kind with an id, kept. */
    ObjectNode create(String kind, String idPrefix) {
        return createAs(kind, ids.next(idPrefix));
    }

    ObjectNode createAs(String kind, String id) {
        ObjectNode object = Json.object()
                .put("id", id)
                .put("object", kind)
                .put("created", clock.seconds())
                .put("livemode", false);
        object.putObject("metadata");
        all.put(id, object);
        return object;
    }

    /** Keeps a part of an object that its answers have only when they are asked to expand it. */
    void attach(ObjectNode object, String name, ObjectNode part) {
        all.put(Json.need(object, "id") + "/" + name, part);
    }

    ObjectNode attached(ObjectNode object, String name) {
        return all.getOrDefault(Json.need(object, "id") + "/" + name, Json.object());
    }

    void remove(String id) {
        all.remove(id);
    }

    @Nullable
    ObjectNode find(@Nullable String id) {
        return id == null ? null : all.get(id);
    }

    /**
     * The object with this id.
     *
     * @param kind its {@code object}, such as {@code payment_intent}
     * @param param the parameter that named it, for the error
     */
    ObjectNode need(String kind, String param, String id) {
        ObjectNode found = all.get(id);
        if (found == null || !Json.is(found, "object", kind)) {
            throw StripeError.noSuch(kind, param, id);
        }
        return found;
    }

    List<ObjectNode> ofKind(String kind) {
        return all.values().stream()
                .filter(object -> Json.is(object, "object", kind))
                .toList();
    }

    /** A page of those objects of a kind, newest first, as {@code limit} and the cursors say. */
    ObjectNode list(Call call, String kind, Predicate<ObjectNode> which) {
        return page(call, ofKind(kind), which);
    }

    /** A page of those of these objects, given oldest first. A cursor may name one that is itself left out. */
    static ObjectNode page(Call call, List<ObjectNode> oldestFirst, Predicate<ObjectNode> which) {
        Params params = call.params();
        int limit = limit(params);
        List<ObjectNode> newestFirst = new ArrayList<>(oldestFirst);
        Collections.reverse(newestFirst);
        boolean backwards = params.text("ending_before") != null;
        int from = params.text("starting_after") == null ? 0 : position(newestFirst, params, "starting_after") + 1;
        int to = backwards ? position(newestFirst, params, "ending_before") : newestFirst.size();
        List<ObjectNode> found = newestFirst.subList(from, Math.max(from, to)).stream()
                .filter(which)
                .filter(one -> created(params, Json.number(one, "created")))
                .toList();
        int kept = Math.min(limit, found.size());
        int start = backwards ? found.size() - kept : 0;
        return Json.list(call.path(), found.subList(start, start + kept)).put("has_more", kept < found.size());
    }

    private static int limit(Params params) {
        long limit = params.number("limit", DEFAULT_LIMIT);
        if (limit < 1 || limit > MAX_LIMIT) {
            throw StripeError.invalid(
                    "parameter_invalid_integer", "limit", "This value must be between 1 and 100. You gave " + limit);
        }
        return (int) limit;
    }

    private static int position(List<ObjectNode> among, Params params, String cursor) {
        String id = params.need(cursor);
        for (int i = 0; i < among.size(); i++) {
            if (Json.is(among.get(i), "id", id)) {
                return i;
            }
        }
        throw StripeError.noSuch("object", cursor, id);
    }

    private static boolean created(Params params, long at) {
        Long exactly = params.number("created");
        if (exactly != null) {
            return at == exactly;
        }
        return at > params.number("created.gt", Long.MIN_VALUE)
                && at >= params.number("created.gte", Long.MIN_VALUE)
                && at < params.number("created.lt", Long.MAX_VALUE)
                && at <= params.number("created.lte", Long.MAX_VALUE);
    }

    /** A copy of an answer in which the ids at these paths ({@code data.payment_intent}) are whole objects. */
    ObjectNode expanded(ObjectNode answer, List<String> paths) {
        ObjectNode copy = answer.deepCopy();
        paths.forEach(path -> expand(copy, path.split("\\."), 0));
        return copy;
    }

    private void expand(JsonNode node, String[] names, int depth) {
        if (node instanceof ArrayNode array) {
            array.forEach(one -> expand(one, names, depth));
            return;
        }
        if (!(node instanceof ObjectNode object) || depth == names.length) {
            return;
        }
        String name = names[depth];
        JsonNode value = object.path(name);
        ObjectNode part = all.get(Json.text(object, "id") + "/" + name);
        if (part != null) {
            object.set(name, part.deepCopy());
        } else if (value.isString() && all.containsKey(value.stringValue())) {
            object.set(name, all.get(value.stringValue()).deepCopy());
        } else if (value instanceof ArrayNode array
                && !array.isEmpty()
                && array.get(0).isString()) {
            for (int i = 0; i < array.size(); i++) {
                ObjectNode whole = all.get(array.get(i).asString(""));
                if (whole != null) {
                    array.set(i, whole.deepCopy());
                }
            }
        }
        expand(object.path(name), names, depth + 1);
    }
}
