package dev.tollgate.filter.gateway;

import dev.tollgate.filter.Ticket;
import dev.tollgate.pricing.ProviderConnection.Auth;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpRequestDecorator;
import reactor.core.publisher.Flux;

/**
 * The request as the provider gets it: the body of the ticket, of the client's headers only those that the provider's
 * dialect knows, and the provider's key in the place of the client's. An answer is asked for without compression, for a
 * compressed one could not be metered.
 */
final class UpstreamRequest extends ServerHttpRequestDecorator {

    private final HttpHeaders headers;
    private final byte[] body;
    private final DataBufferFactory buffers;
    private final Runnable sent;

    /** @param sent told when there is a connection, before anything is written to it; again if another one is tried */
    UpstreamRequest(ServerHttpRequest request, Ticket ticket, DataBufferFactory buffers, Runnable sent) {
        super(request);
        this.body = ticket.upstreamBody();
        this.headers = headers(request.getHeaders(), ticket, body.length);
        this.buffers = buffers;
        this.sent = sent;
    }

    private static HttpHeaders headers(HttpHeaders client, Ticket ticket, int length) {
        HttpHeaders headers = new HttpHeaders();
        for (String name : client.headerNames()) {
            if (isPassedOn(name.toLowerCase(Locale.ROOT))) {
                headers.addAll(name, client.getOrEmpty(name));
            }
        }
        // The operator's own, before those that must agree with the body.
        ticket.provider().connection().headers().forEach(headers::set);
        // What was priced is UTF-8 JSON, or a form with this boundary; under another name the provider might read
        // something else.
        if (!ticket.intent().contentType().isEmpty()) {
            headers.set(HttpHeaders.CONTENT_TYPE, ticket.intent().contentType());
        }
        headers.set(HttpHeaders.ACCEPT_ENCODING, "identity");
        headers.setContentLength(length);
        ticket.providerKey()
                .key()
                .ifPresent(key ->
                        authenticate(headers, ticket.provider().connection().auth(), key));
        return headers;
    }

    static void authenticate(HttpHeaders headers, Auth auth, String key) {
        switch (auth.kind()) {
            case BEARER -> headers.setBearerAuth(key);
            case TOKEN -> headers.set(HttpHeaders.AUTHORIZATION, "Token " + key);
            case HEADER -> headers.set(auth.header(), key);
            case BASIC -> headers.setBasicAuth(
                    Base64.getEncoder().encodeToString(key.getBytes(StandardCharsets.UTF_8)));
            case NONE -> {}
        }
    }

    private static boolean isPassedOn(String name) {
        return name.equals("accept")
                || name.equals("user-agent")
                || name.equals("openai-beta")
                || name.equals("anthropic-version")
                || name.equals("anthropic-beta");
    }

    @Override
    public HttpHeaders getHeaders() {
        return headers;
    }

    @Override
    public Flux<DataBuffer> getBody() {
        return Flux.defer(() -> {
            sent.run();
            return Flux.just(buffers.wrap(body));
        });
    }
}
