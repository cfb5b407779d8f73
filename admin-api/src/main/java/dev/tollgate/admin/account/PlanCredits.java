package dev.tollgate.admin.account;

import dev.tollgate.ledger.GrantRequest;
import dev.tollgate.ledger.GrantTerms;
import dev.tollgate.ledger.account.Account;
import dev.tollgate.pricing.Plan;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The credits that a new account gets from its plan. */
public final class PlanCredits {

    private PlanCredits() {}

    /**
     * The plan's grant for the account, if the plan has one. Its reference names plan and account, so that giving it
     * again gives nothing. Credits of a day or a month that expire unused do so at the end of the UTC day, or a month
     * from now.
     */
    public static Optional<GrantRequest> of(Account account, Plan plan, Instant now) {
        return plan.grant()
                .map(grant -> new GrantRequest(
                        account.id(),
                        grant.every() == Plan.Every.DAY ? GrantRequest.Source.DAILY_FREE : GrantRequest.Source.PLAN,
                        "plan:" + plan.name() + ":" + account.publicId(),
                        grant.credits(),
                        "credits of the plan " + plan.name(),
                        GrantTerms.until(expiry(grant, now.atZone(ZoneOffset.UTC)))));
    }

    private static @Nullable Instant expiry(Plan.Grant grant, ZonedDateTime now) {
        if (!grant.unusedExpire()) {
            return null;
        }
        return switch (grant.every()) {
            case ONCE -> null;
            case DAY -> now.toLocalDate()
                    .plusDays(1)
                    .atStartOfDay(ZoneOffset.UTC)
                    .toInstant();
            case MONTH -> now.plusMonths(1).toInstant();
        };
    }
}
