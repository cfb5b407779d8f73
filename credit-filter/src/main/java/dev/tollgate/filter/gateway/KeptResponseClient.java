package dev.tollgate.filter.gateway;

import dev.tollgate.pricing.Provider;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpMethod;
import java.time.Duration;
import java.util.Optional;
import org.springframework.http.HttpHeaders;
import reactor.netty.http.client.HttpClient;
import reactor.netty.resources.ConnectionProvider;

/** Asks providers for responses that they keep, with the call's key and nothing else of a caller's but the id. */
final class KeptResponseClient {

    private static final Duration PATIENCE = Duration.ofMinutes(5);

    /** To one provider at the same time. */
    private static final int MOST_CONNECTIONS = 500;

    private final ConnectionProvider connections;
    private final HttpClient http;

    /** @param name of its connections, which are its own */
    KeptResponseClient(String name) {
        this.connections = ConnectionProvider.create(name, MOST_CONNECTIONS);
        this.http = HttpClient.create(connections).responseTimeout(PATIENCE);
    }

    void close() {
        connections.dispose();
    }

    /** @param rest of the path and the query behind the response's id */
    HttpClient.ResponseReceiver<?> ask(
            HttpMethod method, Provider provider, Optional<String> key, String id, String rest) {
        HttpHeaders headers = new HttpHeaders();
        provider.connection().headers().forEach(headers::set);
        key.ifPresent(secret ->
                UpstreamRequest.authenticate(headers, provider.connection().auth(), secret));
        return http.headers(sent -> headers.forEach((name, values) -> sent.set(name, values)))
                .request(method)
                .uri(ProviderUrl.ofResponse(provider, id, rest));
    }

    static byte[] bytes(ByteBuf buffer) {
        byte[] bytes = new byte[buffer.readableBytes()];
        buffer.readBytes(bytes);
        return bytes;
    }
}
