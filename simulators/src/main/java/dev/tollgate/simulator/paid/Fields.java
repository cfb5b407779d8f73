package dev.tollgate.simulator.paid;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** A form, each name once. */
final class Fields {

    private Fields() {}

    static Map<String, String> read(String form) {
        Map<String, String> fields = new TreeMap<>();
        for (String pair : form.isEmpty() ? new String[0] : form.split("&", -1)) {
            String[] both = pair.split("=", 2);
            fields.put(decoded(both[0]), both.length == 2 ? decoded(both[1]) : "");
        }
        return fields;
    }

    static String write(Map<String, String> fields) {
        return fields.entrySet().stream()
                .map(field -> encoded(field.getKey()) + '=' + encoded(field.getValue()))
                .collect(Collectors.joining("&"));
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
