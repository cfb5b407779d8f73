package dev.tollgate.ledger.proof;

import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A row of the journal; texts as UTF-8, which is what is hashed. */
record Entry(
        long wallet,
        long seq,
        byte[] kind,
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
                    + " tg_micros(at), reference, document, hash FROM entry";

    private static final byte[] WALLET = utf8("wallet");
    private static final byte[] DEBT = utf8("debt");
    private static final byte[] REVENUE = utf8("revenue");
    private static final byte[] CAPTURE = utf8("capture");
    private static final byte[] SPEND = utf8("spend");
    private static final byte[] GRANT = utf8("grant");
    private static final byte[] NO_GRANT = new byte[0];

    static Entry read(CopyRows rows) throws SQLException {
        return new Entry(
                rows.number(),
                rows.number(),
                rows.bytes(),
                rows.bytes(),
                rows.bytes(),
                rows.number(),
                rows.number(),
                rows.nullableNumber(),
                rows.number(),
                rows.bytes(),
                rows.bytes(),
                rows.bytes());
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    byte[] hashAfter(byte[] before, HashedLine line) {
        line.begin(before)
                .field(wallet)
                .field(seq)
                .field(kind)
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

    /** Whether a usage record tells what it was for. */
    boolean isUsage() {
        return Arrays.equals(kind, CAPTURE) || Arrays.equals(kind, SPEND);
    }

    boolean isGrant() {
        return Arrays.equals(kind, GRANT);
    }

    boolean sameDocument(@Nullable Entry other) {
        return other != null && Arrays.equals(reference, other.reference) && Arrays.equals(document, other.document);
    }

    @Override
    public String toString() {
        return "entry " + seq + " of wallet " + wallet;
    }
}
