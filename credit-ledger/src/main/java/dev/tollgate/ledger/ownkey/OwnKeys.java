package dev.tollgate.ledger.ownkey;

import java.util.Map;
import java.util.Optional;

/**
 * What an account has chosen, as a node remembers it.
 *
 * @param preferred whether calls go with the account's own provider keys, and no credits are taken for them
 * @param sealed its own keys by provider, as {@link KeySeal} has closed them
 */
public record OwnKeys(boolean preferred, Map<String, String> sealed) {

    public static final OwnKeys NONE = new OwnKeys(false, Map.of());

    public OwnKeys {
        sealed = Map.copyOf(sealed);
    }

    public Optional<String> of(String provider) {
        return Optional.ofNullable(sealed.get(provider));
    }

    /** Without what is sealed: it may end up in a log line. */
    @Override
    public String toString() {
        return "OwnKeys[" + (preferred ? "preferred " : "") + sealed.keySet() + "]";
    }
}
