package dev.tollgate.ledger.proof;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A row of the journal; texts as UTF-8, which is what is hashed.
 *
 * @param kind absent: none that is known
 * @param micros when it was written, in microseconds since 1970
 */
record Entry(
        long wallet,
        long seq,
        @Nullable Kind kind,
        byte[] name,
        byte[] from,
        byte[] to,
        long amount,
        long balance,
        @Nullable Long grant,
        long micros,
        byte[] reference,
        byte[] document,
        byte[] hash) {

    static final String QUERY =
            "SELECT wallet_id, wallet_seq, kind, from_account, to_account, amount, balance, grant_id,"
                    + " at, reference, document, hash FROM entry";

    private static final int SHA256 = 32;
    private static final byte[] WALLET = utf8("wallet");
    private static final byte[] DEBT = utf8("debt");
    private static final byte[] REVENUE = utf8("revenue");
    private static final byte[] NO_GRANT = new byte[0];

    static Entry read(CopyRows row) {
        long wallet = row.number();
        long seq = row.number();
        byte[] name = row.bytes();
        return new Entry(
                wallet,
                seq,
                Kind.named(name),
                name,
                row.bytes(),
                row.bytes(),
                row.number(),
                row.number(),
                row.nullableNumber(),
                row.micros(),
                row.bytes(),
                row.bytes(),
                row.bytes());
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    byte[] hashAfter(byte[] before, HashedLine line) {
        line.begin(before)
                .field(wallet)
                .field(seq)
                .field(name)
                .field(from)
                .field(to)
                .field(amount)
                .field(balance);
        if (grant == null) {
            line.field(NO_GRANT);
        } else {
            line.field(grant);
        }
        return line.field(micros).field(reference).raw(document).hash();
    }

    /** Whether it is one that the ledger could have written, whatever the books are. */
    boolean isSound() {
        return kind != null
                && kind.mayMove(amount)
                && kind.mayBeBetween(from, to)
                && (grant != null || onWallet() == 0)
                && document.length == SHA256
                && hash.length == SHA256;
    }

    /** What it adds to the account of that name, below zero if it takes from it. */
    private long effectOn(byte[] account) {
        return (Arrays.equals(to, account) ? amount : 0) - (Arrays.equals(from, account) ? amount : 0);
    }

    long onWallet() {
        return effectOn(WALLET);
    }

    /** Debt is an account that is below zero: what arrives there makes it less. */
    long onDebt() {
        return -effectOn(DEBT);
    }

    long onRevenue() {
        return effectOn(REVENUE);
    }

    boolean isFrom(byte[] account) {
        return Arrays.equals(from, account);
    }

    boolean sameDocument(Entry other) {
        return Arrays.equals(document, other.document) && Arrays.equals(reference, other.reference);
    }

    @Override
    public String toString() {
        return "entry " + seq + " of wallet " + wallet;
    }
}
