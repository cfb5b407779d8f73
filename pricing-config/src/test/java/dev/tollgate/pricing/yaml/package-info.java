/** Proves what a pricing file may say, and what is said about one that is wrong. */
@NullMarked
package dev.tollgate.pricing.yaml;

import org.jspecify.annotations.NullMarked;
