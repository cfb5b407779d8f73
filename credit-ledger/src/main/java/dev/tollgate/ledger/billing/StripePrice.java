package dev.tollgate.ledger.billing;

import dev.tollgate.pricing.Credits;

/**
 * A price at Stripe that says what it gives.
 *
 * @param plan the plan that it is of; empty: none
 * @param credits given for each time that it is paid in full
 */
public record StripePrice(String id, String product, String plan, long cents, Credits credits, boolean active) {}
