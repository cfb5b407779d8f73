package dev.tollgate.admin.credits;

import dev.tollgate.admin.problem.Fields;
import dev.tollgate.admin.problem.Problem;
import dev.tollgate.admin.problem.Texts;
import java.util.Optional;
import org.springframework.http.HttpHeaders;

/** What makes a repeated request the same: a field of the body, or the header {@code Idempotency-Key}. */
final class IdempotencyKey {

    private static final int LONGEST = 200;

    private IdempotencyKey() {}

    static String of(Fields fields, HttpHeaders headers) {
        Optional<String> header = Optional.ofNullable(headers.getFirst("Idempotency-Key"));
        return fields.text("idempotencyKey", LONGEST)
                .or(() -> header)
                .filter(key -> !key.isBlank() && key.length() <= LONGEST && Texts.areStorable(key))
                .orElseThrow(() -> Problem.badField(
                        "idempotencyKey",
                        "must be 1 to " + LONGEST + " characters: a repeated request with the same key is done once."));
    }
}
