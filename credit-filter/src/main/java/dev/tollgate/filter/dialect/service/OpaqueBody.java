package dev.tollgate.filter.dialect.service;

import dev.tollgate.filter.dialect.MalformedRequest;
import dev.tollgate.pricing.JsonPath;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A body that nobody reads here: sound, pictures, or none at all. */
record OpaqueBody(String contentType, byte[] body) implements ServiceBody {

    @Override
    public Optional<String> text(JsonPath path) {
        return Optional.empty();
    }

    @Override
    public Optional<String> field(String name) {
        return Optional.empty();
    }

    @Override
    public List<String> names() {
        return List.of();
    }

    @Override
    public byte[] with(Map<String, Object> fields) {
        if (!fields.isEmpty()) {
            throw new MalformedRequest("The body must be a form (" + FormFields.TYPE + ") or a JSON object ("
                    + JsonFields.TYPE + "), and its Content-Type must say so.");
        }
        return body;
    }
}
