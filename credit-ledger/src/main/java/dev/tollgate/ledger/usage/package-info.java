/** What each call used and cost: the usage log that is written by the same commit as the debit it explains. */
@NullMarked
package dev.tollgate.ledger.usage;

import org.jspecify.annotations.NullMarked;
