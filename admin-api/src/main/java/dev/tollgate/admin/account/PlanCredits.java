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
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
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
        Flux<?> granted =
                Flux.fromIterable(grants(account, plan, Instant.now())).concatMap(ledger::grant);
        return daily.thenMany(granted).then();
    }

    static Optional<DailyCredits> daily(Plan plan, ZoneId zone) {
        return plan.grants().stream()
                .filter(grant -> grant.every() == Plan.Every.DAY)
                .findFirst()
                .map(grant -> new DailyCredits(grant.credits(), zone, !grant.unusedExpire()));
    }

    /** Their references name plan and account. Credits of a month that expire unused do so a month from now. */
    static List<GrantRequest> grants(Account account, Plan plan, Instant now) {
        return plan.grants().stream()
                .filter(grant -> grant.every() != Plan.Every.DAY)
                .map(grant -> new GrantRequest(
                        account.id(),
                        GrantRequest.Source.PLAN,
                        "plan:" + plan.name() + ":" + account.publicId()
                                + (grant.every() == Plan.Every.MONTH ? ":month" : ""),
                        grant.credits(),
                        "credits of the plan " + plan.name(),
                        GrantTerms.until(expiry(grant, now.atZone(ZoneOffset.UTC)))))
                .toList();
    }

    private static @Nullable Instant expiry(Plan.Grant grant, ZonedDateTime now) {
        return grant.every() == Plan.Every.MONTH && grant.unusedExpire()
                ? now.plusMonths(1).toInstant()
                : null;
    }
}
