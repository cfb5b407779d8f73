package dev.tollgate.ledger.account;

/**
 * Whom an API key speaks for.
 *
 * @param keyId the key's number, for limits per key; never shown
 */
public record KeyHolder(long keyId, Account account) {}
