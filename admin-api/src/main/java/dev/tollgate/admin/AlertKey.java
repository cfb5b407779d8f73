package dev.tollgate.admin;

/**
 * The key of the gateways that secrets of webhooks are made of; all gateways of one database need the same.
 *
 * @param value in clear; masked in {@link #toString()}
 */
public record AlertKey(String value) {

    private static final int SHORTEST = 32;

    public AlertKey {
        if (value.length() < SHORTEST) {
            throw new IllegalArgumentException("the alert key must have at least " + SHORTEST + " characters");
        }
    }

    @Override
    public String toString() {
        return "AlertKey[masked]";
    }
}
