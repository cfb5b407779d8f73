package dev.tollgate.ledger;

import dev.tollgate.pricing.Credits;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Credits to add.
 *
 * @param reference what makes the grant unique within its source, for example an idempotency key or a payment's id
 * @param amount above zero
 * @param reason for people: why it was given
 * @param expiresAt when what is left of it stops being spendable; absent: never
 */
public record GrantRequest(
        long account, Source source, String reference, Credits amount, String reason, @Nullable Instant expiresAt) {

    public GrantRequest {
        if (amount.isZero()) {
            throw new IllegalArgumentException("a grant must be above zero credits");
        }
    }

    /** Where credits come from, in the order in which they are spent. */
    public enum Source {
        DAILY_FREE,
        PROMO,
        PLAN,
        BONUS,
        PURCHASE,
        ADJUSTMENT
    }
}
