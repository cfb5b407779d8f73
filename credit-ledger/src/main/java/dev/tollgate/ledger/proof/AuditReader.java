package dev.tollgate.ledger.proof;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Arrays;

/** Reads the audit log: its rows follow from each other, and its head knows the last one. */
final class AuditReader {

    private static final String ROWS =
            "SELECT seq, at, actor, action, target, reason, was, became, request, hash FROM audit ORDER BY seq";

    private static final String HEAD = "SELECT seq, hash FROM audit_head";

    private final HashedLine line = new HashedLine();
    private final Check.Counter follows =
            new Check.Counter("every row of the audit log follows from the one before, to the last");
    private long seq;
    private byte[] hash = new byte[0];
    private int heads;

    Check read(Connection connection, Check.Counter readable) throws SQLException {
        new CopyRows(connection, "row of the audit log", ROWS).each(readable, this::row);
        new CopyRows(connection, "head of the audit log", HEAD).each(readable, this::head);
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
