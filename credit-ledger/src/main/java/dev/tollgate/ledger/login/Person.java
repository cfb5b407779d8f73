package dev.tollgate.ledger.login;

import dev.tollgate.ledger.account.Account;

/**
 * Somebody who has logged in.
 *
 * @param admin may do what the admin key may
 */
public record Person(Account account, boolean admin) {}
