package dev.tollgate.admin.credits;

import dev.tollgate.admin.problem.Problem;
import dev.tollgate.ledger.account.KeyHolder;
import dev.tollgate.ledger.key.Budget;
import dev.tollgate.ledger.key.Run;
import dev.tollgate.pricing.Credits;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.server.reactive.ServerHttpRequest;

/**
 * Which key pays for a spend, and for which run.
 *
 * @param keyId null: none, but somebody who has logged in
 */
record SpendPayer(@Nullable Long keyId, @Nullable Run run) {

    /**
     * @param shown the keys of the request that speak for the account
     * @throws Problem if one of them may not spend on the service, or the run's headers cannot be taken
     */
    static SpendPayer of(List<KeyHolder> shown, String service, ServerHttpRequest request) {
        if (!shown.stream().allMatch(holder -> holder.scope().allowsService(service))) {
            throw new Problem(
                    HttpStatus.FORBIDDEN,
                    "service_not_in_scope",
                    "This API key may not spend credits on the service '" + service + "'. Nothing was spent.");
        }
        HttpHeaders headers = request.getHeaders();
        try {
            Run run = Run.of(headers.getOrEmpty(Run.HEADER), headers.getOrEmpty(Run.BUDGET_HEADER))
                    .orElse(null);
            return new SpendPayer(shown.isEmpty() ? null : shown.get(0).keyId(), run);
        } catch (IllegalArgumentException wrong) {
            throw new Problem(HttpStatus.BAD_REQUEST, "invalid_header", String.valueOf(wrong.getMessage()));
        }
    }

    static Problem refused(Credits needed, Budget budget) {
        if (budget.period() == Budget.Period.RUNS) {
            return new Problem(
                    HttpStatus.TOO_MANY_REQUESTS,
                    "too_many_runs",
                    "This API key has 1000 runs that were used within a day, and can have no more. Use one of them, or"
                            + " none. Nothing was spent.");
        }
        boolean ofRun = budget.period() == Budget.Period.RUN;
        Map<String, Object> figures = new TreeMap<>(Map.of(
                "needed", needed.toString(),
                "period", budget.period().label(),
                "limit", budget.limit().toString(),
                "used", budget.used().toString(),
                "onHold", budget.held().toString()));
        if (budget.renews() != null) {
            figures.put("renews", budget.renews().toString());
        }
        return Problem.with(
                HttpStatus.PAYMENT_REQUIRED,
                ofRun ? "run_budget_used_up" : "budget_used_up",
                "The budget of this " + (ofRun ? "run" : "API key") + " does not allow it: this needs " + needed
                        + " credits, and of " + budget.limit() + " there are " + budget.used() + " used and "
                        + budget.held() + " on hold. Nothing was spent."
                        + (budget.renews() == null ? "" : " It renews at " + budget.renews() + "."),
                figures);
    }
}
