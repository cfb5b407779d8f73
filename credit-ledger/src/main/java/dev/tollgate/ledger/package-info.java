/**
 * Who has how much. {@link dev.tollgate.ledger.Ledger} is the seam: holds, captures, releases and grants, each of them
 * one call of one database function, exactly once by its id.
 */
@NullMarked
package dev.tollgate.ledger;

import org.jspecify.annotations.NullMarked;
