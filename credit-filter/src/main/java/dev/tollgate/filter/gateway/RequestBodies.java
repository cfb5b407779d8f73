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

    private static final String FORM = "multipart/form-data";

    private final int mostBytes;
    private final int mostUploaded;

    /**
     * @param maxBytes the largest body that is taken
     * @param maxUploadBytes the largest form with files
     */
    public RequestBodies(int maxBytes, int maxUploadBytes) {
        this.mostBytes = maxBytes;
        this.mostUploaded = maxUploadBytes;
    }

    /** @param upload whether the operation takes a form with files */
    Mono<Decision<byte[]>> read(ServerHttpRequest request, boolean upload) {
        String encoding = request.getHeaders().getFirst(HttpHeaders.CONTENT_ENCODING);
        if (encoding != null && !encoding.equalsIgnoreCase("identity")) {
            return Mono.just(Decision.deny(new Denial.Invalid(
                    DenialCode.ENCODED_BODY,
                    "The request body is encoded with '" + encoding + "'. Send it without Content-Encoding.")));
        }
        String type = request.getHeaders().getFirst(HttpHeaders.CONTENT_TYPE);
        boolean form = type != null && type.regionMatches(true, 0, FORM, 0, FORM.length());
        int maxBytes = upload && form ? mostUploaded : mostBytes;
        return DataBufferUtils.join(request.getBody(), maxBytes)
                .map(RequestBodies::bytes)
                .defaultIfEmpty(new byte[0])
                .map(Decision::pass)
                .onErrorReturn(DataBufferLimitException.class, Decision.deny(tooLarge(maxBytes)));
    }

    private static Denial tooLarge(int maxBytes) {
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
