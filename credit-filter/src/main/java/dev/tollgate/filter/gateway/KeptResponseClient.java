package dev.tollgate.filter.gateway;

import dev.tollgate.pricing.Provider;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpMethod;
import java.time.Duration;
import java.util.Optional;
import org.springframework.http.HttpHeaders;
import reactor.netty.http.client.HttpClient;

/** Asks providers for responses that they keep, with the call's key and nothing else of a caller's but the id. */
final class KeptResponseClient {

    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private final HttpClient http = HttpClient.create().responseTimeout(PATIENCE);

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
