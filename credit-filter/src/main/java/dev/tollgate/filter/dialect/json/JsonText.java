package dev.tollgate.filter.dialect.json;

import java.util.List;
import java.util.Map;
import tools.jackson.core.JsonGenerator;

/** Writes an answer of our own that belongs to no dialect. */
public final class JsonText {

    private JsonText() {}

    /** One JSON object in UTF-8, of texts, whole numbers, flags, lists and further objects. */
    public static byte[] of(Map<String, ?> object) {
        return DenialJson.object(json -> fields(json, object));
    }

    private static void fields(JsonGenerator json, Map<?, ?> object) {
        object.forEach((name, value) -> {
            json.writeName(String.valueOf(name));
            value(json, value);
        });
    }

    private static void value(JsonGenerator json, Object value) {
        if (value instanceof Map<?, ?> object) {
            json.writeStartObject();
            fields(json, object);
            json.writeEndObject();
        } else if (value instanceof List<?> list) {
            json.writeStartArray();
            list.forEach(each -> value(json, each));
            json.writeEndArray();
        } else if (value instanceof Boolean flag) {
            json.writeBoolean(flag);
        } else if (value instanceof Long number) {
            json.writeNumber(number);
        } else {
            json.writeString(String.valueOf(value));
        }
    }
}
