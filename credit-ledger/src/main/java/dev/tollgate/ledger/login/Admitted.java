package dev.tollgate.ledger.login;

import dev.tollgate.ledger.account.Account;
import java.util.Optional;

/**
 * What became of another issuer's person who wants in.
 *
 * @param account empty: the address has an account that somebody else may log in to
 * @param created it was made just now
 */
record Admitted(Optional<Account> account, boolean created) {}
