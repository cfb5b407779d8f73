/** How often something was tried of late, on all nodes together: what slows down whoever guesses. */
@NullMarked
package dev.tollgate.ledger.attempt;

import org.jspecify.annotations.NullMarked;
