package dev.tollgate.admin.account;

import dev.tollgate.ledger.DailyCredits;
import dev.tollgate.ledger.GrantRequest;
import dev.tollgate.ledger.GrantTerms;
import dev.tollgate.ledger.Ledger;
import dev.tollgate.ledger.account.Account;
import dev.tollgate.pricing.Plan;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** The credits that a new account gets from its plan. */
public final class PlanCredits {

    private PlanCredits() {}

    /**
     * Gives an account what its plan gives; once, however often it is called. Credits of each day are given by the ledger
     * from now on, on the days of the zone.
     */
    public static Mono<Void> give(Ledger ledger, Account account, Plan plan, ZoneId zone) {
        Mono<?> daily = Mono.justOrEmpty(daily(plan, zone)).flatMap(credits -> ledger.daily(account.id(), credits));
        Mono<?> granted = Mono.justOrEmpty(grant(account, plan, Instant.now())).flatMap(ledger::grant);
        return daily.then(granted).then();
    }

    static Optional<DailyCredits> daily(Plan plan, ZoneId zone) {
        return plan.grant()
                .filter(grant -> grant.every() == Plan.Every.DAY)
                .map(grant -> new DailyCredits(grant.credits(), zone, !grant.unusedExpire()));
    }

    /** Its reference names plan and account. Credits of a month that expire unused do so a month from now. */
    static Optional<GrantRequest> grant(Account account, Plan plan, Instant now) {
        return plan.grant()
                .filter(grant -> grant.every() != Plan.Every.DAY)
                .map(grant -> new GrantRequest(
                        account.id(),
                        GrantRequest.Source.PLAN,
                        "plan:" + plan.name() + ":" + account.publicId(),
                        grant.credits(),
                        "credits of the plan " + plan.name(),
                        GrantTerms.until(expiry(grant, now.atZone(ZoneOffset.UTC)))));
    }

    private static @Nullable Instant expiry(Plan.Grant grant, ZonedDateTime now) {
        return grant.every() == Plan.Every.MONTH && grant.unusedExpire()
                ? now.plusMonths(1).toInstant()
                : null;
    }
}
