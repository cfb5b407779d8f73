/** Tests of accounts and keys. */
@NullMarked
package dev.tollgate.ledger.account;

import org.jspecify.annotations.NullMarked;
