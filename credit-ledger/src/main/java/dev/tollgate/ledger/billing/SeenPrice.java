package dev.tollgate.ledger.billing;

import dev.tollgate.pricing.Credits;

/**
 * What a price at Stripe was of when its plan was last found.
 *
 * @param plan by its name in the price book of then
 * @param cents for a whole period
 * @param credits that come with a whole period
 * @param stays whether what is left of them stays when the period ends
 */
public record SeenPrice(String id, String plan, long cents, Credits credits, boolean stays) {}
