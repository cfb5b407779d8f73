package dev.tollgate.filter.dialect.service;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tollgate.filter.dialect.MalformedRequest;
import dev.tollgate.pricing.JsonPath;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A form in the body or of a callback ({@code application/x-www-form-urlencoded}).
 *
 * @param values all values of each name, in order, decoded
 */
record FormFields(Map<String, List<String>> values, byte[] body) implements ServiceBody {

    static final String TYPE = "application/x-www-form-urlencoded";

    private static final int MOST = 200;

    /** @throws MalformedRequest if it is none */
    static FormFields read(String type, byte[] body) {
        Map<String, List<String>> values = new LinkedHashMap<>();
        String text = new String(body, UTF_8);
        int count = 0;
        for (String pair : text.isEmpty() ? new String[0] : text.split("&", -1)) {
            if (++count > MOST) {
                throw new MalformedRequest("The form has more than " + MOST + " fields.");
            }
            int equals = pair.indexOf('=');
            String name = decoded(equals < 0 ? pair : pair.substring(0, equals));
            values.computeIfAbsent(name, added -> new ArrayList<>())
                    .add(equals < 0 ? "" : decoded(pair.substring(equals + 1)));
        }
        return new FormFields(values, body);
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text, UTF_8);
        } catch (IllegalArgumentException wrong) {
            throw new MalformedRequest("The form is broken: a % is not followed by two hexadecimal digits.");
        }
    }

    @Override
    public Optional<String> text(JsonPath path) {
        return field(path.text().substring(2));
    }

    /** The only value of the name. */
    @Override
    public Optional<String> field(String name) {
        List<String> all = values.getOrDefault(name, List.of());
        if (all.size() > 1) {
            throw new MalformedRequest("The field '" + name + "' stands twice in the form. Send it once.");
        }
        return all.stream().findFirst();
    }

    @Override
    public List<String> names() {
        return List.copyOf(values.keySet());
    }

    @Override
    public byte[] with(Map<String, Object> fields) {
        StringBuilder form = new StringBuilder(new String(body, UTF_8));
        fields.forEach((name, value) -> form.append(form.length() == 0 ? "" : "&")
                .append(URLEncoder.encode(name, UTF_8))
                .append('=')
                .append(URLEncoder.encode(value.toString(), UTF_8)));
        return fields.isEmpty() ? body : form.toString().getBytes(UTF_8);
    }

    @Override
    public String contentType() {
        return TYPE;
    }
}
