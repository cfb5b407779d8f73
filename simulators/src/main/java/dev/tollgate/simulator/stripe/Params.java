package dev.tollgate.simulator.stripe;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The parameters of a call, read by paths such as {@code recurring.interval}; bad ones are Stripe's errors. */
final class Params {
    private final ObjectNode values;
    private final String prefix;

    Params(ObjectNode values) {
        this(values, "");
    }

    private Params(ObjectNode values, String prefix) {
        this.values = values;
        this.prefix = prefix;
    }

    /** The parameters as they were sent, all values texts. */
    ObjectNode raw() {
        return values;
    }

    boolean has(String path) {
        return !Json.at(values, path).isMissingNode();
    }

    /** A text; null if it is not given, or given as empty, which is Stripe's way to unset. */
    @Nullable
    String text(String path) {
        String text = Json.text(values, path);
        return text == null || text.isEmpty() ? null : text;
    }

    String text(String path, String otherwise) {
        String text = text(path);
        return text == null ? otherwise : text;
    }

    String need(String path) {
        String text = text(path);
        if (text == null) {
            throw StripeError.missing(name(path));
        }
        return text;
    }

    @Nullable
    Long number(String path) {
        String text = text(path);
        if (text == null) {
            return null;
        }
        if (!text.matches("-?[0-9]{1,18}")) {
            throw StripeError.invalid("parameter_invalid_integer", name(path), "Invalid integer: " + text);
        }
        return Long.valueOf(text);
    }

    long number(String path, long otherwise) {
        Long number = number(path);
        return number == null ? otherwise : number;
    }

    long needNumber(String path) {
        need(path);
        return number(path, 0);
    }

    boolean flag(String path, boolean otherwise) {
        String text = text(path);
        if (text == null) {
            return otherwise;
        }
        if (!text.equals("true") && !text.equals("false")) {
            throw StripeError.invalid("parameter_invalid_boolean", name(path), "Invalid boolean: " + text);
        }
        return text.equals("true");
    }

    /** The parameters below a path; empty ones if there are none. */
    Params below(String path) {
        return new Params(Json.at(values, path) instanceof ObjectNode object ? object : Json.object(), name(path));
    }

    List<Params> each(String path) {
        List<Params> all = new ArrayList<>();
        int index = 0;
        for (JsonNode one : Json.at(values, path)) {
            if (one instanceof ObjectNode object) {
                all.add(new Params(object, name(path) + "[" + index + "]"));
            }
            index++;
        }
        return all;
    }

    List<String> texts(String path) {
        return texts(Json.at(values, path)).toList();
    }

    private static Stream<String> texts(JsonNode node) {
        return StreamSupport.stream(node.spliterator(), false).map(one -> one.asString(""));
    }

    /** The metadata that an object has after this call: those it had, changed by those given; an empty value removes. */
    ObjectNode metadata(JsonNode before) {
        ObjectNode after = before instanceof ObjectNode object ? object.deepCopy() : Json.object();
        JsonNode given = values.path("metadata");
        if (given.isString()) {
            after.removeAll();
        }
        given.properties().forEach(entry -> {
            String value = entry.getValue().asString("");
            if (value.isEmpty()) {
                after.remove(entry.getKey());
            } else {
                after.put(entry.getKey(), value);
            }
        });
        return after;
    }

    ObjectNode metadata() {
        return metadata(Json.object());
    }

    /** Copies texts that are given into an object; an empty one becomes null. */
    void copyTexts(ObjectNode into, String... names) {
        for (String name : names) {
            if (has(name)) {
                into.put(name, text(name));
            }
        }
    }

    /** The name of a parameter in Stripe's writing, such as {@code recurring[interval]}. */
    String name(String path) {
        String[] names = path.split("\\.");
        StringBuilder name = new StringBuilder(prefix);
        for (String one : names) {
            name.append(name.isEmpty() ? one : "[" + one + "]");
        }
        return name.toString();
    }
}
