package dev.tollgate.filter.identity;

import dev.tollgate.pricing.Provider;
import java.util.Optional;

/** The platform's own keys, by which providers are called. Read once per call: it must answer from memory. */
public interface ProviderKeys {

    /** The key to send, with basic authentication {@code user:password}; empty for a provider that is called without one. */
    Optional<String> keyOf(Provider provider);
}
