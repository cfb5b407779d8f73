package dev.tollgate.ledger;

import dev.tollgate.pricing.Credits;
import java.math.BigDecimal;

/**
 * Credits to add.
 *
 * @param reference what makes the grant unique, for example an idempotency key or a payment's id
 * @param amount above zero
 * @param reason for people: why it was given
 */
public record GrantRequest(
        long account, Source source, String reference, Credits amount, String reason, GrantTerms terms) {

    /** What one account may have: far below where the ledger's counts end, at nine billion credits. */
    public static final Credits MOST_OF_ACCOUNT = Credits.of(new BigDecimal(4_000_000_000L));

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
