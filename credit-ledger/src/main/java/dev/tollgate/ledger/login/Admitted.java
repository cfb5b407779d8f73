package dev.tollgate.ledger.login;

import dev.tollgate.ledger.account.Account;

/**
 * The account of another issuer's person.
 *
 * @param created it was made just now, and has no credits yet
 */
public record Admitted(Account account, boolean created) {}
