package dev.tollgate.admin.problem;

import java.io.ByteArrayOutputStream;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.http.HttpStatus;

/**
 * Collects a body up to what any request of this API needs. What comes after that is let pass by and the request refused
 * at its end; breaking off in the middle, as Spring's own limit does, closes the connection before the answer is sent.
 */
final class BoundedBody {

    private static final int MOST = 64 * 1024;

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private boolean whole = true;

    void add(DataBuffer buffer) {
        try {
            int count = buffer.readableByteCount();
            whole = whole && bytes.size() + count <= MOST;
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
    byte[] bytes() {
        if (!whole) {
            throw new Problem(
                    HttpStatus.CONTENT_TOO_LARGE,
                    "body_too_large",
                    "The body is larger than the 64 KiB that any request of this API needs.");
        }
        return bytes.toByteArray();
    }
}
