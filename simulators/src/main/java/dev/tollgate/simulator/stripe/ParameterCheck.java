package dev.tollgate.simulator.stripe;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Refuses parameters that Stripe's published description does not have, or has with another type. */
final class ParameterCheck {
    private final @Nullable PublishedDescription description;

    /** @param description null = nothing is checked but what the work itself needs */
    ParameterCheck(@Nullable PublishedDescription description) {
        this.description = description;
    }

    /** @throws StripeError for the first parameter that is wrong */
    void check(Call call, String template) {
        Map<?, ?> schema = description == null ? null : description.parameters(call.method(), template);
        if (schema != null) {
            String name = call.method() + " " + template.replaceAll("\\{[^}]*}", "{}");
            new Check(name).object(call.params().raw(), schema, "");
        }
    }

    private record Check(String call) {
        void object(ObjectNode given, Map<?, ?> schema, String prefix) {
            Map<?, ?> known = map(schema.get("properties"));
            if (schema.get("required") instanceof List<?> required) {
                for (Object one : required) {
                    String name = name(prefix, String.valueOf(one));
                    if (!given.has(String.valueOf(one)) && !NewerParameters.haveNoLonger(call, name)) {
                        throw StripeError.missing(name);
                    }
                }
            }
            given.properties().forEach(entry -> {
                String name = name(prefix, entry.getKey());
                String place = name.replaceAll("\\[[0-9]+]", "[]");
                if (NewerParameters.have(call, place)) {
                    return;
                }
                Object schemaOfOne = known.get(entry.getKey());
                if (schemaOfOne == null || NewerParameters.haveNoLonger(call, place)) {
                    throw StripeError.invalid("parameter_unknown", name, "Received unknown parameter: " + name);
                }
                value(entry.getValue(), map(schemaOfOne), name);
            });
        }

        private void value(JsonNode given, Map<?, ?> schema, String name) {
            if (schema.get("anyOf") instanceof List<?> choices) {
                anyOf(given, choices, name);
            } else if (given instanceof ObjectNode object) {
                if (!"object".equals(schema.get("type"))) {
                    throw wrong(name, String.valueOf(schema.get("type")), "object");
                }
                if (schema.containsKey("properties")) {
                    object(object, schema, name);
                }
            } else if (given instanceof ArrayNode array) {
                if (!"array".equals(schema.get("type"))) {
                    throw wrong(name, String.valueOf(schema.get("type")), "array");
                }
                for (int i = 0; i < array.size(); i++) {
                    value(array.get(i), map(schema.get("items")), name + "[" + i + "]");
                }
            } else {
                scalar(given.asString(""), schema, name);
            }
        }

        /** Holds if one choice does; else the error is that of the last, which is the one of the same shape. */
        private void anyOf(JsonNode given, List<?> choices, String name) {
            StripeError last = wrong(name, "any", "value");
            for (Object choice : choices) {
                try {
                    value(given, map(choice), name);
                    return;
                } catch (StripeError e) {
                    boolean shape =
                            given.isObject() == "object".equals(map(choice).get("type"));
                    last = shape ? e : last;
                }
            }
            throw last;
        }

        private static void scalar(String given, Map<?, ?> schema, String name) {
            String type = String.valueOf(schema.get("type")).toLowerCase(Locale.ROOT);
            boolean right =
                    switch (type) {
                        case "integer" -> given.matches("-?[0-9]{1,18}");
                        case "number" -> given.matches("-?[0-9]+(\\.[0-9]+)?");
                        case "boolean" -> given.equals("true") || given.equals("false");
                        case "string" -> true;
                        default -> false;
                    };
            if (!right) {
                throw StripeError.invalid("parameter_invalid_" + type, name, "Invalid " + type + ": " + given);
            }
            if (schema.get("enum") instanceof List<?> values && !values.contains(given)) {
                throw StripeError.invalid(
                        "parameter_invalid_enum", name, "Invalid " + name + ": must be one of " + values);
            }
        }

        private static StripeError wrong(String name, String expected, String given) {
            return StripeError.invalid(
                    "parameter_invalid_" + expected,
                    name,
                    "Invalid " + name + ": it has to be of the type " + expected + ", not " + given + ".");
        }

        private static String name(String prefix, String name) {
            return prefix.isEmpty() ? name : prefix + "[" + name + "]";
        }

        private static Map<?, ?> map(@Nullable Object value) {
            return value instanceof Map<?, ?> map ? map : Map.of();
        }
    }
}
