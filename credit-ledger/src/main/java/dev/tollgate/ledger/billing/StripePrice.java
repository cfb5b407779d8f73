package dev.tollgate.ledger.billing;

import dev.tollgate.pricing.Credits;

/**
 * A price at Stripe that says what it gives.
 *
 * @param name by which callers ask for it
 * @param plan the plan that it is of; empty: none
 * @param credits given for each time that it is paid in full
 * @param once whether it is paid once, not for each period
 * @param live whether it asks for real money
 */
public record StripePrice(
        String id,
        String name,
        String product,
        String plan,
        long cents,
        Credits credits,
        boolean active,
        boolean once,
        boolean live) {

    /** One that is for sale as a package of credits. */
    public record Sold(String id, String name, long cents, Credits credits) {}
}
