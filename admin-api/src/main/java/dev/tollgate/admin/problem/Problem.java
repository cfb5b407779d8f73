package dev.tollgate.admin.problem;

import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;

/** A refusal of this API: written as {@code application/problem+json}. */
public final class Problem extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** The member with the seconds after which the same may be tried again. */
    static final String RETRY_AFTER = "retryAfterSeconds";

    private final HttpStatus status;
    private final String code;
    private final @Nullable String field;
    private final transient Map<String, ?> figures;

    /**
     * @param code for programs: stays the same when the sentence is reworded
     * @param sentence for people: what is wrong and what to do
     */
    public Problem(HttpStatus status, String code, String sentence) {
        this(status, code, sentence, null, Map.of());
    }

    private Problem(HttpStatus status, String code, String sentence, @Nullable String field, Map<String, ?> figures) {
        super(sentence, null, false, false);
        this.status = status;
        this.code = code;
        this.field = field;
        this.figures = Map.copyOf(figures);
    }

    /** An account that does not have what it is to pay; both in credits. */
    public static Problem insufficient(String needed, String available) {
        return new Problem(
                HttpStatus.PAYMENT_REQUIRED,
                "insufficient_credits",
                "This needs " + needed + " credits, " + available + " are available. Nothing was spent.",
                null,
                Map.of("needed", needed, "available", available));
    }

    /** Tried too often; the time stands in {@code Retry-After} too. */
    public static Problem tooOften(String sentence, Duration wait) {
        long seconds = Math.max(1, wait.plusMillis(999).toSeconds());
        return new Problem(
                HttpStatus.TOO_MANY_REQUESTS, "too_many_attempts", sentence, null, Map.of(RETRY_AFTER, seconds));
    }

    /** A bearer token that counts for nothing: malformed, over, another's; which of them is not told. */
    public static Problem badToken() {
        return new Problem(
                HttpStatus.UNAUTHORIZED,
                "invalid_token",
                "The access token is not valid, or not any more. Get a new one by /api/auth/refresh or /api/auth/login.");
    }

    /** With more members, which programs read. */
    public static Problem with(HttpStatus status, String code, String sentence, Map<String, ?> members) {
        return new Problem(status, code, sentence, null, members);
    }

    /** A field of the request's body that cannot be taken; the sentence goes on after the field's name. */
    public static Problem badField(String field, String sentence) {
        return new Problem(HttpStatus.BAD_REQUEST, "invalid_field", "'" + field + "' " + sentence, field, Map.of());
    }

    public static Problem notFound(String sentence) {
        return new Problem(HttpStatus.NOT_FOUND, "not_found", sentence);
    }

    HttpStatus status() {
        return status;
    }

    String code() {
        return code;
    }

    String sentence() {
        return Objects.requireNonNull(getMessage());
    }

    /** For programs: more members of the document, by name. */
    Map<String, ?> figures() {
        return figures;
    }

    @Nullable
    String field() {
        return field;
    }
}
