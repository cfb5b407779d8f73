/**
 * Makes {@code pricing.yaml} out of price tables that others publish. What such a table says and our file cannot say
 * stays visible as a comment; what it gives no price is left out, never free.
 */
@NullMarked
package dev.tollgate.pricing.importer;

import org.jspecify.annotations.NullMarked;
