/** Accounts' own keys at providers: sealed before they are stored, opened where a call is forwarded. */
@NullMarked
package dev.tollgate.ledger.ownkey;

import org.jspecify.annotations.NullMarked;
