package dev.tollgate.ledger.proof;

import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What the entries of one wallet add up to. */
final class WalletBook {

    long seq;
    byte[] chain = new byte[0];
    long posted;
    long debt;
    long spent;

    /** What its open holds hold. */
    long held;

    /** What its lots have. */
    long lots;

    /** A sum over its captures, each mixed from its usage record's hash and its amount; the records must give the same. */
    long captures;

    /** The capture that the last entries belong to: one call may be paid from several lots. */
    @Nullable
    Entry capture;

    long captured;

    /** Entries that came before their turn: rows lie in the order of commits, nearly. */
    @Nullable
    TreeMap<Long, Entry> early;
}
