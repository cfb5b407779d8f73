package dev.tollgate.simulator.stripe;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import reactor.netty.http.server.HttpServerRequest;

/**
 * A request as the simulator received it.
 *
 * @param method the HTTP method
 * @param path without the query
 * @param query as it stood after the question mark; empty if there was none
 * @param headers by their names in lower case
 * @param body as UTF-8 text
 */
public record StripeRequest(String method, String path, String query, Map<String, String> headers, String body) {
    /** Copies the headers. */
    public StripeRequest {
        headers = Map.copyOf(headers);
    }

    static StripeRequest of(HttpServerRequest request, byte[] body) {
        Map<String, String> headers = new HashMap<>();
        request.requestHeaders()
                .forEach(header -> headers.put(header.getKey().toLowerCase(Locale.ROOT), header.getValue()));
        String uri = request.uri();
        int query = uri.indexOf('?');
        return new StripeRequest(
                request.method().name(),
                query < 0 ? uri : uri.substring(0, query),
                query < 0 ? "" : uri.substring(query + 1),
                headers,
                new String(body, StandardCharsets.UTF_8));
    }

    /** The value of a header by its name in lower case; null if it was not sent. */
    public @Nullable String header(String name) {
        return headers.get(name);
    }
}
