package dev.tollgate.filter.dialect.service;

import dev.tollgate.filter.dialect.MalformedRequest;
import dev.tollgate.pricing.JsonPath;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The body of a request, as far as it can be read: a form, a JSON object, or anything else. */
sealed interface ServiceBody permits FormFields, JsonFields, OpaqueBody {

    /** The text or number at a place. */
    Optional<String> text(JsonPath path);

    /** The text or number of a field at the top. */
    Optional<String> field(String name);

    /** The names of its fields, at the top. */
    List<String> names();

    /**
     * With these fields, which it has not yet; all else is as it was sent.
     *
     * @param fields texts, or whole numbers
     */
    byte[] with(Map<String, Object> fields);

    /** What it is sent as; empty: there is none. */
    String contentType();

    /**
     * @param contentType as it was sent; empty: none
     * @throws MalformedRequest if it is not what its type says
     */
    static ServiceBody read(String contentType, byte[] body) {
        String type = mediaType(contentType);
        if (type.equals(FormFields.TYPE)) {
            return FormFields.read(utf8(contentType), body);
        }
        return type.equals(JsonFields.TYPE) || type.endsWith("+json")
                ? JsonFields.read(utf8(contentType), body)
                : new OpaqueBody(contentType, body);
    }

    static String mediaType(String contentType) {
        int end = contentType.indexOf(';');
        return (end < 0 ? contentType : contentType.substring(0, end)).strip().toLowerCase(Locale.ROOT);
    }

    /** What is priced must be what the provider reads. */
    private static String utf8(String contentType) {
        String parameters =
                contentType.substring(mediaType(contentType).length()).toLowerCase(Locale.ROOT);
        if (parameters.contains("charset") && !parameters.replace("\"", "").contains("charset=utf-8")) {
            throw new MalformedRequest("The body must be in UTF-8. Send it without another charset.");
        }
        return mediaType(contentType);
    }
}
