package dev.tollgate.admin.problem;

import java.io.ByteArrayOutputStream;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.http.HttpStatus;
import org.springframework.http.server.reactive.ServerHttpRequest;
import reactor.core.publisher.Mono;

/**
 * Collects a body up to a limit. What comes after that is let pass by and the request refused
 * at its end; breaking off in the middle, as Spring's own limit does, closes the connection before the answer is sent.
 */
public final class BoundedBody {

    /** What any request of this API needs, but those that carry a file. */
    private static final int USUAL = 64 * 1024;

    private final int most;

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private boolean whole = true;

    private BoundedBody(int most) {
        this.most = most;
    }

    /** The whole body of a JSON request; a 413 problem if it is larger than such a one needs to be. */
    static Mono<byte[]> usual(ServerHttpRequest request) {
        return of(request, USUAL);
    }

    /** The whole body; a 413 problem if it has more bytes. */
    public static Mono<byte[]> of(ServerHttpRequest request, int most) {
        return request.getBody()
                .collect(() -> new BoundedBody(most), BoundedBody::add)
                .map(BoundedBody::bytes);
    }

    private void add(DataBuffer buffer) {
        try {
            int count = buffer.readableByteCount();
            whole = whole && bytes.size() + count <= most;
            if (whole) {
                byte[] part = new byte[count];
                buffer.read(part);
                bytes.write(part, 0, count);
            }
        } finally {
            DataBufferUtils.release(buffer);
        }
    }

    /** @throws Problem if it was too large */
    private byte[] bytes() {
        if (!whole) {
            throw new Problem(
                    HttpStatus.CONTENT_TOO_LARGE,
                    "body_too_large",
                    "The body is larger than the " + most / 1024 + " KiB that this request may need.");
        }
        return bytes.toByteArray();
    }
}
