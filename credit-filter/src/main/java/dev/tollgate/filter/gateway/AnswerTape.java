package dev.tollgate.filter.gateway;

import java.io.ByteArrayOutputStream;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;

/** Records what goes to a client, or would if it were still there, so that it can be told again. */
final class AnswerTape {

    private final int most;
    private final ByteArrayOutputStream recorded = new ByteArrayOutputStream(0);
    private boolean overflown;
    private @Nullable KeptAnswer answer;

    /** @param most the longest body that is kept, in bytes; 0: none is */
    AnswerTape(int most) {
        this.most = most;
    }

    synchronized void add(byte[] bytes) {
        if (overflown || recorded.size() + bytes.length > most) {
            overflown = true;
            recorded.reset();
        } else {
            recorded.writeBytes(bytes);
        }
    }

    /** The answer has been recorded to its end. */
    synchronized void end(int status, HttpHeaders headers) {
        if (most > 0 && !overflown) {
            answer = KeptAnswer.of(status, headers, recorded.toByteArray());
        }
    }

    /** Empty if there was none, it broke off, or was too long. */
    synchronized Optional<KeptAnswer> answer() {
        return Optional.ofNullable(answer);
    }
}
