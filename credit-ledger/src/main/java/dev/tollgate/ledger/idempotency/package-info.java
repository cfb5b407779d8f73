/** Calls that are made once, however often they are asked for: by an {@code Idempotency-Key}. */
@NullMarked
package dev.tollgate.ledger.idempotency;

import org.jspecify.annotations.NullMarked;
