package dev.tollgate.ledger.plan;

import dev.tollgate.pricing.Credits;
import dev.tollgate.pricing.PromoCode;

/**
 * A promo code that an account wants to take.
 *
 * @param code as the price book has it; one that gives no credits is only asked about
 */
public record Redemption(long account, PromoCode code) {

    /** What came of it; nothing but {@link #REDEEMED} changes anything. */
    public enum Status {
        REDEEMED,
        /** It could be taken; told of a code that gives no credits by itself. */
        REDEEMABLE,
        /** This account has taken it as often as it may. */
        USED,
        /** All together have. */
        USED_UP,
        ENDED,
        OTHER_PLAN,
        FROZEN,
        /** The account would have more than it may. */
        TOO_MUCH,
        NO_ACCOUNT
    }

    /** @param available what a new call may use after it */
    public record Result(Status status, Credits available) {}
}
