package dev.tollgate.ledger.proof;

import java.util.HashMap;
import java.util.Map;

/** What has been read so far. */
final class Books {

    final Map<Long, WalletBook> wallets = new HashMap<>();
    final Map<Long, GrantBook> grants = new HashMap<>();

    WalletBook wallet(long id) {
        return wallets.computeIfAbsent(id, absent -> new WalletBook());
    }

    GrantBook grant(long id) {
        return grants.computeIfAbsent(id, absent -> new GrantBook());
    }

    /** A capture as one number: the same for its entries and its usage record. */
    static long capture(byte[] document, long amount) {
        long mixed = amount * 0x9E3779B97F4A7C15L;
        for (int i = 0; i < document.length; i++) {
            mixed = Long.rotateLeft(mixed, 8) ^ (document[i] & 0xFF) * 0xBF58476D1CE4E5B9L;
        }
        return mixed;
    }
}
