package dev.tollgate.simulator.stripe;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.StreamSupport;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Takes a form in Stripe's writing apart: {@code items[0][price]=p&metadata[a]=b&expand[]=c}. All values are texts. */
final class Form {
    private Form() {}

    static ObjectNode parse(String... forms) {
        ObjectNode root = Json.object();
        for (String form : forms) {
            for (String pair : form.split("&")) {
                if (!pair.isEmpty()) {
                    int equals = pair.indexOf('=');
                    String name = decode(equals < 0 ? pair : pair.substring(0, equals));
                    put(root, names(name), 0, equals < 0 ? "" : decode(pair.substring(equals + 1)));
                }
            }
        }
        return (ObjectNode) arrays(root);
    }

    private static void put(ObjectNode at, List<String> names, int depth, String value) {
        String name = names.get(depth);
        if (name.isEmpty()) {
            name = Integer.toString(at.size());
        }
        if (depth == names.size() - 1) {
            at.put(name, value);
        } else {
            put(at.get(name) instanceof ObjectNode object ? object : at.putObject(name), names, depth + 1, value);
        }
    }

    private static List<String> names(String name) {
        List<String> names = new ArrayList<>();
        int open = name.indexOf('[');
        names.add(open < 0 ? name : name.substring(0, open));
        while (open >= 0) {
            int close = name.indexOf(']', open);
            if (close < 0) {
                throw StripeError.invalid("parameter_unknown", name, "Received unknown parameter: " + name);
            }
            names.add(name.substring(open + 1, close));
            open = name.indexOf('[', close);
        }
        return names;
    }

    /** Objects whose names are 0, 1, 2 … are arrays. Metadata stay objects, whatever their keys. */
    private static JsonNode arrays(ObjectNode node) {
        ObjectNode out = Json.object();
        node.properties().forEach(entry -> {
            boolean nested =
                    entry.getValue() instanceof ObjectNode && !entry.getKey().equals("metadata");
            out.set(entry.getKey(), nested ? arrays((ObjectNode) entry.getValue()) : entry.getValue());
        });
        boolean indexed = !out.isEmpty()
                && StreamSupport.stream(((Iterable<String>) out.propertyNames()::iterator).spliterator(), false)
                        .allMatch(name -> name.matches("[0-9]{1,4}"));
        if (!indexed) {
            return out;
        }
        ArrayNode array = Json.array();
        out.values().forEach(array::add);
        return array;
    }

    private static String decode(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }
}
