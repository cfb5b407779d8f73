/** Tests of the stored prices. */
@NullMarked
package dev.tollgate.ledger.pricing;

import org.jspecify.annotations.NullMarked;
