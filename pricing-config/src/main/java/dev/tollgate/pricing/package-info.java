/**
 * What a call costs: usage in, charge out. Plain values and exact arithmetic only; no Spring, no database, no network
 * and no clock. {@link dev.tollgate.pricing.PriceBook} is the way in.
 */
@NullMarked
package dev.tollgate.pricing;

import org.jspecify.annotations.NullMarked;
