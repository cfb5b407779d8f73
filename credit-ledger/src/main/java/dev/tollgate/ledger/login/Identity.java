package dev.tollgate.ledger.login;

/**
 * Somebody as another issuer knows them.
 *
 * @param subject the issuer's name for them, which is nobody else's
 */
public record Identity(String issuer, String subject) {}
