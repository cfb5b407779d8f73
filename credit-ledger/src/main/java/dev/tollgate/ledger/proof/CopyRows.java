package dev.tollgate.ledger.proof;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyOut;

/**
 * The rows of a query in PostgreSQL's binary COPY format, the fastest way out of it. The fields of a row are taken one by
 * one, in their order.
 */
final class CopyRows {

    private static final int SIGNATURE = 11;
    private static final int NO_MORE_ROWS = -1;
    private static final byte[] NULL = new byte[0];

    private final CopyOut copy;
    private ByteBuffer row = ByteBuffer.allocate(0);
    private boolean begun;

    CopyRows(Connection connection, String query) throws SQLException {
        copy = connection
                .unwrap(PGConnection.class)
                .getCopyAPI()
                .copyOut("COPY (" + query + ") TO STDOUT (FORMAT binary)");
    }

    /** Goes to the next row; false behind the last one. */
    boolean next() throws SQLException {
        while (!row.hasRemaining()) {
            byte[] message = copy.readFromCopy();
            if (message == null) {
                return false;
            }
            row = ByteBuffer.wrap(message);
            if (!begun) {
                begun = true;
                row.position(SIGNATURE + Integer.BYTES);
                int extension = row.getInt();
                row.position(row.position() + extension);
            }
        }
        if (row.getShort() == NO_MORE_ROWS) {
            row.position(row.limit());
            return next();
        }
        return true;
    }

    long number() {
        Long number = nullableNumber();
        if (number == null) {
            throw new IllegalStateException("a column that is never null is null");
        }
        return number;
    }

    @Nullable
    Long nullableNumber() {
        return switch (row.getInt()) {
            case -1 -> null;
            case Short.BYTES -> (long) row.getShort();
            case Integer.BYTES -> (long) row.getInt();
            default -> row.getLong();
        };
    }

    /** The bytes of a field: a text's are UTF-8. */
    byte[] bytes() {
        int length = row.getInt();
        if (length <= 0) {
            return NULL;
        }
        byte[] bytes = new byte[length];
        row.get(bytes);
        return bytes;
    }

    String text() {
        return new String(bytes(), StandardCharsets.UTF_8);
    }
}
