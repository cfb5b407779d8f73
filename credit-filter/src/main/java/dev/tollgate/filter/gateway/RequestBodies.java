package dev.tollgate.filter.gateway;

import dev.tollgate.filter.denial.Decision;
import dev.tollgate.filter.denial.Denial;
import dev.tollgate.filter.denial.DenialCode;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferLimitException;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.http.HttpHeaders;
import org.springframework.http.server.reactive.ServerHttpRequest;
import reactor.core.publisher.Mono;

/** Reads a request's body whole, once, within a limit. */
public final class RequestBodies {

    private final int maxBytes;

    /** @param maxBytes the largest body that is taken */
    public RequestBodies(int maxBytes) {
        this.maxBytes = maxBytes;
    }

    Mono<Decision<byte[]>> read(ServerHttpRequest request) {
        String encoding = request.getHeaders().getFirst(HttpHeaders.CONTENT_ENCODING);
        if (encoding != null && !encoding.equalsIgnoreCase("identity")) {
            return Mono.just(Decision.deny(new Denial.Invalid(
                    DenialCode.ENCODED_BODY,
                    "The request body is encoded with '" + encoding + "'. Send it without Content-Encoding.")));
        }
        return DataBufferUtils.join(request.getBody(), maxBytes)
                .map(RequestBodies::bytes)
                .defaultIfEmpty(new byte[0])
                .map(Decision::pass)
                .onErrorReturn(DataBufferLimitException.class, Decision.deny(tooLarge()));
    }

    private Denial tooLarge() {
        return new Denial.Invalid(
                DenialCode.BODY_TOO_LARGE, "The request body is larger than " + maxBytes + " bytes, the limit here.");
    }

    static byte[] bytes(DataBuffer buffer) {
        try {
            byte[] bytes = new byte[buffer.readableByteCount()];
            buffer.read(bytes);
            return bytes;
        } finally {
            DataBufferUtils.release(buffer);
        }
    }
}
