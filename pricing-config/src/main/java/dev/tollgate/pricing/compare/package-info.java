/**
 * What a price book means beside another one, or for one call, or for the calls of the past: differences, explanations and
 * simulations. Plain arithmetic on books that were read already.
 */
@NullMarked
package dev.tollgate.pricing.compare;

import org.jspecify.annotations.NullMarked;
