package dev.tollgate.filter.identity;

import java.util.Optional;

/**
 * The key that a call is forwarded with, and whose it is.
 *
 * @param key in clear; empty for a provider that is called without one. Masked in {@link #toString()}
 * @param own whether it is the caller's: then the provider bills the caller, and no credits are taken but a fee
 */
public record ProviderKey(Optional<String> key, boolean own) {

    public static ProviderKey ofPlatform(Optional<String> key) {
        return new ProviderKey(key, false);
    }

    public static ProviderKey ofCaller(String key) {
        return new ProviderKey(Optional.of(key), true);
    }

    /** As the usage log says it. */
    public String mode() {
        return own ? "own" : "platform";
    }

    @Override
    public String toString() {
        return "ProviderKey[" + mode() + "]";
    }
}
