package dev.tollgate.ledger.proof;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A row of the grants.
 *
 * @param issuer the account that its credits come from
 * @param hash what its entry's document must be
 * @param reference of the correction that gave it; empty if it was none
 * @param from from when on it may be spent, in microseconds since 1970
 */
record Grant(
        long id,
        long wallet,
        long priority,
        byte[] issuer,
        long granted,
        byte[] models,
        long from,
        long until,
        byte[] hash,
        String reference) {

    static final String QUERY =
            "SELECT id, wallet_id, priority, source, reference, reason, granted, cost, models, created_at,"
                    + " effective_at, expires_at FROM credit_grant";

    static Grant read(CopyRows row, HashedLine line) {
        long id = row.number();
        long wallet = row.number();
        long priority = row.number();
        byte[] source = row.bytes();
        byte[] reference = row.bytes();
        byte[] reason = row.bytes();
        long granted = row.number();
        long cost = row.number();
        byte[] models = row.bytes();
        long created = row.micros();
        long from = row.micros();
        long until = row.micros();
        line.begin()
                .field(id)
                .field(wallet)
                .field(priority)
                .field(granted)
                .field(cost)
                .field(created)
                .field(from)
                .field(until)
                .texts(source, reference, reason, models);
        byte[] issuer = ("issued:" + new String(source, StandardCharsets.UTF_8)).getBytes(StandardCharsets.UTF_8);
        return new Grant(id, wallet, priority, issuer, granted, models, from, until, line.hash(), corrects(reference));
    }

    /** The correction that it was given by, if it was: others are not asked for their reference. */
    private static String corrects(byte[] reference) {
        String text = new String(reference, StandardCharsets.UTF_8);
        return text.startsWith("give:") || text.startsWith("refund:") ? text : "";
    }

    /** Whether it was given by this entry, or one that was like it. */
    boolean isGivenBy(long amount, byte[] document) {
        return amount == granted && Arrays.equals(document, hash);
    }

    /** Whether it is spent before another one of its wallet. */
    boolean isBefore(Grant other) {
        if (priority != other.priority) {
            return priority < other.priority;
        }
        return until != other.until ? until < other.until : id < other.id;
    }
}
