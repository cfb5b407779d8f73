/**
 * Reads {@code pricing.yaml}: strictly, with the place of every mistake, and with all mistakes at once. What this
 * version cannot charge for is a mistake too, for silence would give it away free.
 */
@NullMarked
package dev.tollgate.pricing.yaml;

import org.jspecify.annotations.NullMarked;
