package dev.tollgate.filter.gateway;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.jspecify.annotations.Nullable;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.ServerHttpRequest;

/**
 * What tells a request from another one: its path and body. Not the boundary of a form, which clients make anew each time
 * they send it, and no header.
 */
final class RequestPrint {

    private RequestPrint() {}

    static byte[] of(ServerHttpRequest request, byte[] body) {
        MessageDigest digest = sha256();
        digest.update(request.getPath().value().getBytes(StandardCharsets.UTF_8));
        digest.update((byte) '\n');
        String boundary = boundary(request.getHeaders().getFirst("content-type"));
        // One character for each byte, so that a boundary is found wherever it is.
        return digest.digest(
                boundary == null
                        ? body
                        : new String(body, StandardCharsets.ISO_8859_1)
                                .replace(boundary, "")
                                .getBytes(StandardCharsets.ISO_8859_1));
    }

    private static @Nullable String boundary(@Nullable String contentType) {
        if (contentType == null) {
            return null;
        }
        try {
            String boundary = MediaType.parseMediaType(contentType).getParameter("boundary");
            return boundary == null || boundary.isEmpty() ? null : boundary;
        } catch (InvalidMediaTypeException unreadable) {
            return null;
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java has SHA-256", impossible);
        }
    }
}
