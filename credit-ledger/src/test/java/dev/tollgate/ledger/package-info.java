/** The ledger's tests, all on a real PostgreSQL. */
@NullMarked
package dev.tollgate.ledger;

import org.jspecify.annotations.NullMarked;
