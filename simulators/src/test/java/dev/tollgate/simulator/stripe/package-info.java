/** Tests of the Stripe simulator over real sockets, by Stripe's own Java client. */
@NullMarked
package dev.tollgate.simulator.stripe;

import org.jspecify.annotations.NullMarked;
