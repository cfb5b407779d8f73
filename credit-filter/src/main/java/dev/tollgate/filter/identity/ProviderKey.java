package dev.tollgate.filter.identity;

import dev.tollgate.filter.denial.Decision;
import dev.tollgate.filter.denial.Denial;
import dev.tollgate.filter.denial.DenialCode;
import dev.tollgate.pricing.Provider;
import java.util.Optional;

/**
 * The key that a call is forwarded with, and whose it is.
 *
 * @param key in clear; empty for a provider that is called without one. Masked in {@link #toString()}
 * @param own whether it is the caller's: then the provider bills the caller, and no credits are taken but a fee
 */
public record ProviderKey(Optional<String> key, boolean own) {

    /**
     * A key that came with the call counts first, then what the caller's account prefers. A provider that is called without
     * a key is the platform's own to pay, whatever key somebody shows.
     */
    public static Decision<ProviderKey> of(Caller caller, SentKeys sent, Provider provider) {
        if (provider.keyEnv().isEmpty()) {
            return Decision.pass(new ProviderKey(Optional.empty(), false));
        }
        Optional<String> own = sent.of(provider.name());
        if (own.isEmpty() && !caller.ownKeys().preferred()) {
            return Decision.pass(new ProviderKey(caller.prices().keys().keyOf(provider), false));
        }
        return own.or(() -> caller.ownKeys().of(provider.name()))
                .map(key -> Decision.pass(new ProviderKey(Optional.of(key), true)))
                .orElseGet(() -> Decision.deny(missing(provider)));
    }

    private static Denial missing(Provider provider) {
        return new Denial.Invalid(
                DenialCode.OWN_KEY_MISSING,
                "Your account uses its own provider keys and has none for '" + provider.name()
                        + "'. Store one by PUT /api/preferences, send it as x-" + provider.name()
                        + "-api-key, or set apiKeyMode to credits.");
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
