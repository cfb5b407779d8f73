package dev.tollgate.ledger.proof;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** What has been read so far. */
final class Books {

    final Map<Long, WalletBook> wallets = new HashMap<>();
    final Map<Long, GrantBook> grants = new HashMap<>();

    /** Those whose wallet has not been seen yet. */
    final Set<Long> accounts = new HashSet<>();

    WalletBook wallet(long id) {
        return wallets.computeIfAbsent(id, absent -> new WalletBook());
    }

    GrantBook grant(long id) {
        return grants.computeIfAbsent(id, absent -> new GrantBook());
    }
}
