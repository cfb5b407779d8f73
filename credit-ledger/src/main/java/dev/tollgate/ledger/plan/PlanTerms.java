package dev.tollgate.ledger.plan;

import dev.tollgate.pricing.Credits;
import dev.tollgate.pricing.Plan;

/**
 * The credits that a plan gives, as the database is told of them.
 *
 * @param plan its name in the price book
 * @param once when an account first has it
 * @param monthly in each of the account's months
 * @param monthlyKept whether what is left of a month stays; otherwise it ends with the month
 * @param daily on each day that the account is used
 * @param dailyKept whether what is left of a day stays
 */
public record PlanTerms(
        String plan, Credits once, Credits monthly, boolean monthlyKept, Credits daily, boolean dailyKept) {

    /** The terms of a plan of the price book. */
    public static PlanTerms of(Plan plan) {
        return new PlanTerms(
                plan.name(),
                given(plan, Plan.Every.ONCE),
                given(plan, Plan.Every.MONTH),
                kept(plan, Plan.Every.MONTH),
                given(plan, Plan.Every.DAY),
                kept(plan, Plan.Every.DAY));
    }

    /** What the plan gives at once at the most: to who has not had it, in a month and on a day that begin. */
    public Credits most() {
        return once.plus(monthly).plus(daily);
    }

    private static Credits given(Plan plan, Plan.Every every) {
        return plan.grants().stream()
                .filter(grant -> grant.every() == every)
                .map(Plan.Grant::credits)
                .findFirst()
                .orElse(Credits.ZERO);
    }

    private static boolean kept(Plan plan, Plan.Every every) {
        return plan.grants().stream().anyMatch(grant -> grant.every() == every && !grant.unusedExpire());
    }
}
