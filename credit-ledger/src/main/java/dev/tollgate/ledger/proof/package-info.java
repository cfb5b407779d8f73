/**
 * The proof that the books are right: reads every row once, front to back, and recomputes in Java what the functions of the
 * database wrote. Nothing here trusts those functions, or shares code with them.
 */
@NullMarked
package dev.tollgate.ledger.proof;

import org.jspecify.annotations.NullMarked;
