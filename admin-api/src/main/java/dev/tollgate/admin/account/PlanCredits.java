package dev.tollgate.admin.account;

import dev.tollgate.ledger.Ledger;
import dev.tollgate.ledger.account.Account;
import dev.tollgate.ledger.plan.PlanTerms;
import dev.tollgate.pricing.Plan;
import java.time.ZoneId;
import reactor.core.publisher.Mono;

/** The credits that a new account gets from its plan. */
public final class PlanCredits {

    private PlanCredits() {}

    /**
     * Begins an account's plan, once, however often it is called: it gives what the plan gives once and for this month. The
     * ledger gives the rest from now on, on the days and in the months of the zone.
     */
    public static Mono<Void> give(Ledger ledger, Account account, Plan plan, ZoneId zone) {
        return ledger.startPlan(account.id(), PlanTerms.of(plan), zone).then();
    }
}
