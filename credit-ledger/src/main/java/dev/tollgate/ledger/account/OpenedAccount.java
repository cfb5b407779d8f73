package dev.tollgate.ledger.account;

/** A new account with its first key. */
public record OpenedAccount(Account account, IssuedKey key) {}
