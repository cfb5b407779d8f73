package dev.tollgate.ledger.alert;

import dev.tollgate.pricing.Credits;
import org.jspecify.annotations.Nullable;

/**
 * What an account wants to be told, and where.
 *
 * @param threshold absent: the price book's
 * @param webhook an address; absent: none
 * @param email whether to write to the account's address
 */
public record AlertSetting(@Nullable Credits threshold, @Nullable String webhook, boolean email) {

    /** Of an account that never said anything. */
    public static final AlertSetting USUAL = new AlertSetting(null, null, true);
}
