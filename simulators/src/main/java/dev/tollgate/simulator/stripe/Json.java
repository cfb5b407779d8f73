package dev.tollgate.simulator.stripe;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Reads and writes the JSON objects that Stripe's resources are kept as. Absent and null are the same. */
final class Json {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    private Json() {}

    static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    static ArrayNode array() {
        return JsonNodeFactory.instance.arrayNode();
    }

    static byte[] bytes(JsonNode node) {
        return MAPPER.writeValueAsBytes(node);
    }

    static String write(JsonNode node) {
        return MAPPER.writeValueAsString(node);
    }

    /**
     * Reads an object.
     *
     * @throws IllegalArgumentException if it is none
     */
    static ObjectNode read(byte[] json) {
        try {
            if (json.length == 0) {
                return object();
            }
            if (MAPPER.readTree(json) instanceof ObjectNode object) {
                return object;
            }
        } catch (JacksonException e) {
            throw new IllegalArgumentException("The JSON body cannot be parsed: " + e.getOriginalMessage(), e);
        }
        throw new IllegalArgumentException("The body has to be a JSON object.");
    }

    /** The value at a path such as {@code recurring.interval}; missing if there is none. */
    static JsonNode at(JsonNode node, String path) {
        JsonNode found = node;
        for (String name : path.split("\\.")) {
            found = found.path(name);
        }
        return found;
    }

    static @Nullable String text(JsonNode node, String path) {
        JsonNode found = at(node, path);
        return found.isString() ? found.stringValue() : null;
    }

    /** A text that every object of this kind has. */
    static String need(JsonNode node, String path) {
        String text = text(node, path);
        if (text == null) {
            throw new IllegalStateException("The object " + node + " has no " + path + ".");
        }
        return text;
    }

    static boolean is(JsonNode node, String path, String value) {
        return value.equals(text(node, path));
    }

    static long number(JsonNode node, String path) {
        return at(node, path).asLong(0);
    }

    static boolean flag(JsonNode node, String path) {
        return at(node, path).asBoolean(false);
    }

    /** The objects of an array, or of the {@code data} of a list. */
    static List<ObjectNode> each(JsonNode node, String path) {
        JsonNode found = at(node, path);
        List<ObjectNode> all = new ArrayList<>();
        for (JsonNode one : found.isObject() ? found.path("data") : found) {
            if (one instanceof ObjectNode object) {
                all.add(object);
            }
        }
        return all;
    }

    /** A list as Stripe embeds it in an object: all of it, on one page. */
    static ObjectNode list(String url, List<ObjectNode> data) {
        ObjectNode list = object().put("object", "list").put("url", url).put("has_more", false);
        ArrayNode all = list.putArray("data");
        data.forEach(all::add);
        return list;
    }
}
