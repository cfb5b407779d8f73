package dev.tollgate.admin.problem;

import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.ErrorResponseException;

/** A refusal of this API: written as {@code application/problem+json}. */
public final class Problem extends ErrorResponseException {

    private static final long serialVersionUID = 1L;

    public Problem(HttpStatus status, String code, String sentence) {
        super(status, detail(status, code, sentence), null);
    }

    private static ProblemDetail detail(HttpStatus status, String code, String sentence) {
        ProblemDetail detail = ProblemDetail.forStatusAndDetail(status, sentence);
        detail.setProperty("code", code);
        return detail;
    }

    public static Problem badField(String field, String sentence) {
        Problem problem = new Problem(HttpStatus.BAD_REQUEST, "invalid_field", "'" + field + "' " + sentence);
        problem.getBody().setProperty("field", field);
        return problem;
    }

    public static Problem notFound(String sentence) {
        return new Problem(HttpStatus.NOT_FOUND, "not_found", sentence);
    }
}
