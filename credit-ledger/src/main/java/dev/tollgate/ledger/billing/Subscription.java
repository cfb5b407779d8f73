package dev.tollgate.ledger.billing;

import java.time.Instant;

/**
 * A subscription as it was fetched.
 *
 * @param plan by its name in the price book
 * @param price its price at Stripe
 * @param atEnd whether it ends with the period
 */
public record Subscription(
        String id,
        long account,
        String plan,
        String status,
        String price,
        Instant periodEnd,
        boolean atEnd,
        boolean paused) {

    /** The same as this account's. */
    public Subscription of(long whose) {
        return new Subscription(id, whose, plan, status, price, periodEnd, atEnd, paused);
    }

    /** The same on this plan. */
    public Subscription on(String other) {
        return new Subscription(id, account, other, status, price, periodEnd, atEnd, paused);
    }

    /** Whether it is there to be changed or cancelled: anything but ended or never begun. */
    public boolean lives() {
        return !status.equals("canceled") && !status.equals("incomplete_expired") && !status.equals("incomplete");
    }

    /** Whether another payment is to come. */
    public boolean renews() {
        return lives() && !atEnd;
    }
}
