/** Accounts and the API keys that speak for them. */
@NullMarked
package dev.tollgate.ledger.account;

import org.jspecify.annotations.NullMarked;
