package dev.tollgate.ledger.proof;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What the entries of one wallet add up to. */
final class WalletBook {

    private static final byte[] NO_DAILY = "0 UTC".getBytes(StandardCharsets.UTF_8);

    long seq;
    byte[] chain = new byte[0];
    long posted;
    long debt;
    long spent;
    boolean frozen;

    /** What it gets each day, as its last entry about that says it. */
    byte[] daily = NO_DAILY;

    /** What its open holds hold. */
    long held;

    /** The sum of its settlements' fingerprints; its usage records must give the same. */
    long settlements;

    /** The settlement that the last entries belong to: one call may be paid from several lots. */
    @Nullable
    Entry settlement;

    /** What they took for it. */
    long charged;

    /** Entries that came before their turn: rows lie in the order of commits, nearly. */
    @Nullable
    TreeMap<Long, Entry> early;

    /** Its last entries as they were signed, and have not been met again yet, the oldest first. */
    @Nullable
    Deque<SignedHead> signed;

    /** The last entry of a wallet in a signed statement. */
    record SignedHead(long statement, long seq, byte[] chain) {}

    void expect(SignedHead head) {
        Deque<SignedHead> heads = signed;
        if (heads == null) {
            heads = new ArrayDeque<>(1);
            signed = heads;
        }
        heads.add(head);
    }
}
