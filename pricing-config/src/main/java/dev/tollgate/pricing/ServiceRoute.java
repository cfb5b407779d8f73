package dev.tollgate.pricing;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Where calls of a service go, and what of them is let through.
 *
 * @param method of HTTP, in capitals
 * @param set fields of the body that the gateway writes
 * @param setQuery parameters of the address that it writes
 * @param hold the most that a call can count; empty: nobody knows, so that calls are not forwarded
 * @param callback how the provider tells the quantity when a call is over; present if it does
 */
public record ServiceRoute(
        String provider,
        String method,
        ServicePath path,
        Allowed allowed,
        Map<String, String> set,
        Map<String, String> setQuery,
        Optional<HoldBound> hold,
        Optional<Callback> callback) {

    public ServiceRoute {
        set = new TreeMap<>(set);
        setQuery = new TreeMap<>(setQuery);
    }

    /**
     * What callers may send; the rest is refused, since nobody has looked at what it costs.
     *
     * @param query parameters of the address
     * @param fields of the body, at its top; empty: any
     * @param types media types of the body, such as {@code audio/*}; empty: any
     * @param values what fields may hold, by their names: one of these wildcards
     */
    public record Allowed(
            List<String> query, List<String> fields, List<String> types, Map<String, List<String>> values) {

        /** No parameters, and any body. */
        public static final Allowed BODY = new Allowed(List.of(), List.of(), List.of(), Map.of());

        /** One, and no list of them (RFC 6838). */
        private static final Pattern MEDIA_TYPE =
                Pattern.compile("[a-z0-9][a-z0-9!#$&^_.+-]*/[a-z0-9][a-z0-9!#$&^_.+-]*");

        public Allowed {
            query = List.copyOf(query);
            fields = List.copyOf(fields);
            types = List.copyOf(types);
            values = new TreeMap<>(values);
        }

        /** Whether bodies must have fields that can be read. */
        public boolean readsFields() {
            return !fields.isEmpty() || !values.isEmpty();
        }

        public boolean field(String name) {
            return fields.isEmpty() || fields.contains(name);
        }

        /** Whether a field may hold this. */
        public boolean value(String field, String value) {
            List<String> patterns = values.get(field);
            return patterns == null || patterns.stream().anyMatch(each -> new Wildcard(each).matches(value));
        }

        /** @param type without parameters, in small letters; empty: the request names none */
        public boolean type(String type) {
            return types.isEmpty()
                    || MEDIA_TYPE.matcher(type).matches()
                            && types.stream()
                                    .anyMatch(each -> each.endsWith("/*")
                                            ? type.startsWith(each.substring(0, each.length() - 1))
                                            : type.equals(each));
        }
    }

    /** At the usual method, with nothing but a body, and without a bound. */
    public static ServiceRoute of(String provider, String path) {
        return new ServiceRoute(
                provider,
                "POST",
                new ServicePath(path),
                Allowed.BODY,
                Map.of(),
                Map.of(),
                Optional.empty(),
                Optional.empty());
    }
}
