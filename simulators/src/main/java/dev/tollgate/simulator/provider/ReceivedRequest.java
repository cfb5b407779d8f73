package dev.tollgate.simulator.provider;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import reactor.netty.http.server.HttpServerRequest;

/**
 * A request as the simulator received it.
 *
 * @param method the HTTP method
 * @param uri the path with its query
 * @param headers the headers by their names in lower case; values of a repeated one are joined with ", "
 * @param body the body as UTF-8 text
 */
public record ReceivedRequest(String method, String uri, Map<String, String> headers, String body) {
    public ReceivedRequest {
        headers = Map.copyOf(headers);
    }

    /** The value of a header, its name in any case. */
    public Optional<String> header(String name) {
        return Optional.ofNullable(headers.get(name.toLowerCase(Locale.ROOT)));
    }

    /** The key that the provider was shown: the token of {@code Authorization: Bearer}, else {@code x-api-key}, else {@code
     * x-goog-api-key}.
     */
    public Optional<String> key() {
        return header("authorization")
                .filter(value -> value.startsWith("Bearer "))
                .map(value -> value.substring("Bearer ".length()))
                .or(() -> header("x-api-key"))
                .or(() -> header("x-goog-api-key"));
    }

    public static ReceivedRequest of(HttpServerRequest request, byte[] body) {
        Map<String, String> headers = new HashMap<>();
        request.requestHeaders()
                .forEach(header -> headers.merge(
                        header.getKey().toLowerCase(Locale.ROOT), header.getValue(), (one, two) -> one + ", " + two));
        return new ReceivedRequest(
                request.method().name(), request.uri(), headers, new String(body, StandardCharsets.UTF_8));
    }

    public static String pathOf(HttpServerRequest request) {
        int query = request.uri().indexOf('?');
        return query < 0 ? request.uri() : request.uri().substring(0, query);
    }
}
