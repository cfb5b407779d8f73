package dev.tollgate.ledger.alert;

import org.jspecify.annotations.Nullable;

/**
 * An alert to be told now, by whoever took it, within the time for which it was taken.
 *
 * @param event the number by which it is ended
 * @param tries with this one
 * @param account the public id of the account
 * @param nonce of the key that signs what goes to the address
 */
public record Delivery(
        long event,
        String channel,
        int tries,
        Alert alert,
        String account,
        String email,
        @Nullable String webhook,
        @Nullable String nonce) {

    public static final String WEBHOOK = "webhook";
    public static final String EMAIL = "email";
}
