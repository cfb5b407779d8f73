package dev.tollgate.filter.identity;

import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What a client showed to be let in. It is taken from the request and never forwarded.
 *
 * @param key the gateway key, in clear; masked in {@link #toString()}
 */
public record Credential(String key) {

    private static final String BEARER = "bearer ";

    /**
     * The credential of a request: {@code Authorization: Bearer} first, then {@code x-api-key}, then {@code
     * x-goog-api-key}, then Azure's {@code api-key}. A header that is there but holds no key counts as absent.
     *
     * @param header gives the first value of a header by its name
     */
    public static Optional<Credential> from(Function<String, @Nullable String> header) {
        return bearer(header.apply("Authorization"))
                .or(() -> nonBlank(header.apply("x-api-key")))
                .or(() -> nonBlank(header.apply("x-goog-api-key")))
                .or(() -> nonBlank(header.apply("api-key")))
                .map(Credential::new);
    }

    /** A key that was sent in another place; empty if that holds none. */
    public static Optional<Credential> of(@Nullable String key) {
        return nonBlank(key).map(Credential::new);
    }

    private static Optional<String> bearer(@Nullable String value) {
        if (value == null || !value.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
            return Optional.empty();
        }
        return nonBlank(value.substring(BEARER.length()));
    }

    private static Optional<String> nonBlank(@Nullable String value) {
        return Optional.ofNullable(value).map(String::strip).filter(key -> !key.isEmpty());
    }

    @Override
    public String toString() {
        return "Credential[masked]";
    }
}
