package dev.tollgate.filter.dialect.service;

import dev.tollgate.filter.dialect.MalformedRequest;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a provider sends when it tells of a call: a form, or a JSON object. */
public final class CallbackBody {

    private final ServiceBody body;

    /** @throws MalformedRequest if it is neither */
    public CallbackBody(String contentType, byte[] bytes) {
        this.body = ServiceBody.read(contentType, bytes);
        if (body instanceof OpaqueBody) {
            throw new MalformedRequest("A callback is a form or a JSON object, and its Content-Type says so.");
        }
    }

    Optional<String> field(String name) {
        return body.field(name);
    }

    /** The fields of a form with all their values; empty: it is none, and no signature can be made of it. */
    public Optional<Map<String, List<String>>> form() {
        return body instanceof FormFields form ? Optional.of(form.values()) : Optional.empty();
    }
}
