/** Proves the arithmetic and the look-ups of price books. */
@NullMarked
package dev.tollgate.pricing;

import org.jspecify.annotations.NullMarked;
