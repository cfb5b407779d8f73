package dev.tollgate.filter.identity;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
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
    private static final String TOKEN = "token ";
    private static final String BASIC = "basic ";

    /**
     * The credential of a request: {@code Authorization: Bearer} first, then {@code x-api-key}, {@code x-goog-api-key}, {@code
     * api-key} and {@code xi-api-key}, then {@code Authorization: Token} and the password of {@code Basic}, as the clients of
     * providers send them. A header that is there but holds no key counts as absent.
     *
     * @param header gives the first value of a header by its name
     */
    public static Optional<Credential> from(Function<String, @Nullable String> header) {
        String authorization = header.apply("Authorization");
        return behind(BEARER, authorization)
                .or(() -> nonBlank(header.apply("x-api-key")))
                .or(() -> nonBlank(header.apply("x-goog-api-key")))
                .or(() -> nonBlank(header.apply("api-key")))
                .or(() -> nonBlank(header.apply("xi-api-key")))
                .or(() -> behind(TOKEN, authorization))
                // Last: it may be meant for a proxy on the way.
                .or(() -> behind(BASIC, authorization).flatMap(Credential::password))
                .map(Credential::new);
    }

    /** A key that was sent in another place; empty if that holds none. */
    public static Optional<Credential> of(@Nullable String key) {
        return nonBlank(key).map(Credential::new);
    }

    private static Optional<String> behind(String scheme, @Nullable String value) {
        if (value == null || !value.regionMatches(true, 0, scheme, 0, scheme.length())) {
            return Optional.empty();
        }
        return nonBlank(value.substring(scheme.length()));
    }

    private static Optional<String> password(String encoded) {
        try {
            String both = new String(Base64.getDecoder().decode(encoded), StandardCharsets.UTF_8);
            return nonBlank(both.substring(both.indexOf(':') + 1));
        } catch (IllegalArgumentException broken) {
            return Optional.empty();
        }
    }

    private static Optional<String> nonBlank(@Nullable String value) {
        return Optional.ofNullable(value).map(String::strip).filter(key -> !key.isEmpty());
    }

    @Override
    public String toString() {
        return "Credential[masked]";
    }
}
