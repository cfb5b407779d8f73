package dev.tollgate.filter.dialect.service;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tollgate.filter.dialect.MalformedRequest;
import dev.tollgate.filter.dialect.json.DenialJson;
import dev.tollgate.filter.dialect.json.JsonScalar;
import dev.tollgate.filter.dialect.json.JsonVisitor;
import dev.tollgate.filter.dialect.request.RequestBody;
import dev.tollgate.pricing.JsonPath;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A JSON object in the body. */
record JsonFields(String contentType, List<String> names, byte[] body) implements ServiceBody {

    static final String TYPE = "application/json";

    /** @throws MalformedRequest if it is none */
    static JsonFields read(String type, byte[] body) {
        Names names = new Names();
        RequestBody.read(body, names);
        return new JsonFields(type, new ArrayList<>(names.top), body);
    }

    /** The names at the top of an object. */
    private static final class Names implements JsonVisitor {
        private final Set<String> top = new LinkedHashSet<>();

        @Override
        public void value(String path, String key, JsonScalar value) {
            top.add(path.isEmpty() ? key : first(path));
        }

        @Override
        public void open(String path, boolean array, long start) {
            if (!path.isEmpty()) {
                top.add(first(path));
            }
        }

        private static String first(String path) {
            int dot = path.indexOf('.');
            return dot < 0 ? path : path.substring(0, dot);
        }
    }

    @Override
    public Optional<String> text(JsonPath path) {
        return found(PathFinder.of(path, Integer.MAX_VALUE));
    }

    @Override
    public Optional<String> field(String name) {
        return found(PathFinder.ofField(name, Integer.MAX_VALUE));
    }

    private Optional<String> found(PathFinder finder) {
        RequestBody.read(body, finder);
        return finder.found();
    }

    /** Before all others: what is there stays byte for byte. */
    @Override
    public byte[] with(Map<String, Object> fields) {
        if (fields.isEmpty()) {
            return body;
        }
        byte[] written = DenialJson.object(json -> fields.forEach((name, value) -> {
            if (value instanceof Long number) {
                json.writeNumberProperty(name, number);
            } else {
                json.writeStringProperty(name, value.toString());
            }
        }));
        int brace = 0;
        while (body[brace] != '{') {
            brace++;
        }
        ByteArrayOutputStream edited = new ByteArrayOutputStream(body.length + written.length);
        edited.write(written, 0, written.length - 1);
        edited.writeBytes((names.isEmpty() ? "" : ",").getBytes(UTF_8));
        edited.write(body, brace + 1, body.length - brace - 1);
        return edited.toByteArray();
    }
}
