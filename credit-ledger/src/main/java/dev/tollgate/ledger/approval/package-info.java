/** Four eyes: credits that administrators give by hand wait for a second one above a limit. */
@NullMarked
package dev.tollgate.ledger.approval;

import org.jspecify.annotations.NullMarked;
