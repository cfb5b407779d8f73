/**
 * A stand-in for Stripe: an HTTP server that the official client talks to, with state in memory, a clock that can be
 * moved, a hosted payment page, and signed webhooks in any order, twice, late or not at all.
 * {@link dev.tollgate.simulator.stripe.StripeSimulator} is the way in.
 */
@NullMarked
package dev.tollgate.simulator.stripe;

import org.jspecify.annotations.NullMarked;
