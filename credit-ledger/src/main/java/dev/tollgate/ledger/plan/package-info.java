/** The plans that accounts are on, what these give when, and promo codes. */
@NullMarked
package dev.tollgate.ledger.plan;

import org.jspecify.annotations.NullMarked;
