package dev.tollgate.ledger.plan;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A plan that an account is to have.
 *
 * @param terms of the plan
 * @param atMonthEnd whether it begins with the account's next month; otherwise now
 * @param until when it ends, for one that begins now; absent: never
 */
public record PlanChange(long account, PlanTerms terms, boolean atMonthEnd, @Nullable Instant until) {

    public PlanChange {
        if (atMonthEnd && until != null) {
            throw new IllegalArgumentException("only a plan that begins now can be given an end");
        }
    }

    /** @param was the plan before */
    public record Result(String was, AccountPlan now) {}
}
