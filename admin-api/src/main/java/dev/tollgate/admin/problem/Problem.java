package dev.tollgate.admin.problem;

import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;

/** A refusal of this API: written as {@code application/problem+json}. */
public final class Problem extends RuntimeException {

    private static final long serialVersionUID = 1L;

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
