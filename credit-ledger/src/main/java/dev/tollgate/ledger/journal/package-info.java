/** An account's entries as its owner reads them: pages of the newest, or all of a time from the oldest. */
@NullMarked
package dev.tollgate.ledger.journal;

import org.jspecify.annotations.NullMarked;
