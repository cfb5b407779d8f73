package dev.tollgate.admin.problem;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;

/** A refusal of this API: written as {@code application/problem+json}. */
public final class Problem extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final HttpStatus status;
    private final String code;
    private final @Nullable String field;

    /**
     * @param code for programs: stays the same when the sentence is reworded
     * @param sentence for people: what is wrong and what to do
     */
    public Problem(HttpStatus status, String code, String sentence) {
        this(status, code, sentence, null);
    }

    private Problem(HttpStatus status, String code, String sentence, @Nullable String field) {
        super(sentence, null, false, false);
        this.status = status;
        this.code = code;
        this.field = field;
    }

    /** A field of the request's body that cannot be taken; the sentence goes on after the field's name. */
    public static Problem badField(String field, String sentence) {
        return new Problem(HttpStatus.BAD_REQUEST, "invalid_field", "'" + field + "' " + sentence, field);
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

    @Nullable
    String field() {
        return field;
    }
}
