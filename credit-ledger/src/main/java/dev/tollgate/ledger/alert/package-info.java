/** What accounts are told when they run low: their wishes, what happened, and what is still to be told. */
@NullMarked
package dev.tollgate.ledger.alert;

import org.jspecify.annotations.NullMarked;
