package dev.tollgate.ledger.alert;

import dev.tollgate.pricing.Credits;

/**
 * Where an account was seen last.
 *
 * @param low whether it has less than its threshold
 */
public record Standing(long account, Credits threshold, boolean low) {}
