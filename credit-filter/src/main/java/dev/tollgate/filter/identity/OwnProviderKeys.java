package dev.tollgate.filter.identity;

import dev.tollgate.ledger.ownkey.KeySeal;
import dev.tollgate.ledger.ownkey.OwnKeys;
import java.util.Optional;

/**
 * A caller's own provider keys, as they are stored: opened for one call at a time.
 *
 * @param seal empty: this gateway has no keyset, so nothing that is stored opens
 */
public record OwnProviderKeys(OwnKeys stored, long account, Optional<KeySeal> seal) {

    /** Whether the caller wants its calls to go with them. */
    public boolean preferred() {
        return stored.preferred();
    }

    /** Empty if there is none, or it does not open here. */
    public Optional<String> of(String provider) {
        return seal.flatMap(open -> stored.of(provider).flatMap(closed -> open.open(closed, account, provider)));
    }
}
