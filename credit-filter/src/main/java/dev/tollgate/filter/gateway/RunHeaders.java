package dev.tollgate.filter.gateway;

import dev.tollgate.filter.denial.Decision;
import dev.tollgate.filter.denial.Denial;
import dev.tollgate.filter.denial.DenialCode;
import dev.tollgate.ledger.key.Run;
import java.util.List;
import java.util.Optional;
import org.springframework.http.HttpHeaders;

/** The run of a call: {@code tollgate-run} names it, {@code tollgate-run-budget} says what it may cost in all. */
final class RunHeaders {

    private RunHeaders() {}

    /** Empty for a call without a run. One that cannot be taken is refused: a budget must not be lost by a typing error. */
    static Decision<Optional<Run>> read(HttpHeaders headers) {
        List<String> names = headers.getOrEmpty(Run.HEADER);
        List<String> budgets = headers.getOrEmpty(Run.BUDGET_HEADER);
        try {
            return Decision.pass(Run.of(names, budgets));
        } catch (IllegalArgumentException wrong) {
            return Decision.deny(new Denial.Invalid(DenialCode.INVALID_REQUEST, String.valueOf(wrong.getMessage())));
        }
    }
}
