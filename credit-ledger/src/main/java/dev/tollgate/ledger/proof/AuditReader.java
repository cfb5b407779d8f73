package dev.tollgate.ledger.proof;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/** Reads the audit log: its rows follow from each other, pass through the signed ones, and its head knows the last one. */
final class AuditReader {

    /** What signed heads call the audit log. No wallet has this number. */
    static final long AS_WALLET = 0;

    private record SignedRow(long n, byte[] hash) {}

    private static final String ROWS =
            "SELECT seq, at, actor, action, target, reason, was, became, request, hash FROM audit ORDER BY seq";

    private static final String HEAD = "SELECT seq, hash FROM audit_head";

    private final Map<Long, SignedRow> signed = new HashMap<>();
    private final HashedLine line = new HashedLine();
    private final Check.Counter follows =
            new Check.Counter("every row of the audit log follows from the one before, to the last");
    private long seq;
    private byte[] hash = new byte[0];
    private int heads;

    /** What statement n has signed. */
    void expect(long n, long seq, byte[] hash) {
        signed.put(seq, new SignedRow(n, hash));
    }

    /** When the signed heads have been read. */
    Check read(Connection connection, Check.Counter readable) throws SQLException {
        new CopyRows(connection, "row of the audit log", ROWS).each(readable, this::row);
        new CopyRows(connection, "head of the audit log", HEAD).each(readable, this::head);
        signed.forEach((row, missing) -> follows.examine(
                false, "row ", row, " of the audit log, which statement ", missing.n(), " signed, is not there"));
        follows.examine(heads == 1, "the audit log has ", heads, " heads");
        return follows.check();
    }

    private void row(CopyRows row) {
        long n = row.number();
        line.begin(hash).field(n).field(row.micros());
        byte[] own = line.texts(
                        row.bytes(), row.bytes(), row.bytes(), row.bytes(), row.bytes(), row.bytes(), row.bytes())
                .hash();
        byte[] said = row.bytes();
        follows.examine(
                n == seq + 1 && Arrays.equals(said, own),
                "row ",
                n,
                " of the audit log does not follow from row ",
                seq);
        SignedRow sealed = signed.remove(n);
        if (sealed != null) {
            follows.examine(
                    Arrays.equals(said, sealed.hash()),
                    "row ",
                    n,
                    " of the audit log is not what statement ",
                    sealed.n(),
                    " signed");
        }
        seq = n;
        hash = said;
    }

    private void head(CopyRows row) {
        heads++;
        long last = row.number();
        follows.examine(
                last == seq && Arrays.equals(row.bytes(), hash),
                "the audit log ends at row ",
                seq,
                ", it should at row ",
                last);
    }
}
