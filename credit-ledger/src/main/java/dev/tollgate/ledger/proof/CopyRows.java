package dev.tollgate.ledger.proof;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyOut;

/**
 * The rows of a query in PostgreSQL's binary COPY format, the fastest way out of it. The fields of a row are taken one by
 * one, in their order. A field that is not what it must be throws, and the row can be named then.
 */
final class CopyRows {

    private static final int SIGNATURE = 11;
    private static final int NO_MORE_ROWS = -1;
    private static final int UUID_BYTES = 16;
    private static final byte[] NOTHING = new byte[0];

    /** Microseconds from 1970 to 2000, where PostgreSQL's times begin. */
    private static final long EPOCH = 946_684_800_000_000L;

    private final CopyOut copy;
    private final String what;
    private ByteBuffer row = ByteBuffer.allocate(0);
    private int start;
    private boolean begun;

    /** @param what what a row is, in words */
    CopyRows(Connection connection, String what, String query) throws SQLException {
        this.what = what;
        this.copy = connection
                .unwrap(PGConnection.class)
                .getCopyAPI()
                .copyOut("COPY (" + query + ") TO STDOUT (FORMAT binary)");
    }

    /** Reads all rows; one that cannot be read is counted, named and passed over. */
    void each(Check.Counter readable, Consumer<CopyRows> reader) throws SQLException {
        while (next()) {
            try {
                reader.accept(this);
                readable.examine(true);
            } catch (RuntimeException unreadable) {
                readable.examine(false, describe(), " cannot be read: ", String.valueOf(unreadable.getMessage()));
            }
        }
    }

    /** Goes to the next row; false behind the last one. The server sends each row as a message of its own. */
    private boolean next() throws SQLException {
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
            if (!row.hasRemaining()) {
                return next();
            }
        }
        if (row.getShort() == NO_MORE_ROWS) {
            return next();
        }
        start = row.position();
        return true;
    }

    /** The row by its first two fields, which are its key. */
    private String describe() {
        row.position(start);
        return what + " " + key() + ", " + key();
    }

    private String key() {
        int length = row.getInt();
        return switch (length) {
            case -1 -> "null";
            case Long.BYTES -> Long.toString(row.getLong());
            case UUID_BYTES -> new UUID(row.getLong(), row.getLong()).toString();
            default -> {
                byte[] text = new byte[length];
                row.get(text);
                yield new String(text, StandardCharsets.UTF_8);
            }
        };
    }

    long number() {
        Long number = nullableNumber();
        if (number == null) {
            throw new IllegalStateException("a number is missing");
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

    /** Microseconds since 1970; the ends of time are the ends of long. */
    long micros() {
        return sinceEpoch(number());
    }

    private static long sinceEpoch(long postgres) {
        return postgres == Long.MAX_VALUE || postgres == Long.MIN_VALUE ? postgres : postgres + EPOCH;
    }

    boolean truth() {
        require(1, "a boolean");
        return row.get() != 0;
    }

    UUID uuid() {
        require(UUID_BYTES, "an id");
        return new UUID(row.getLong(), row.getLong());
    }

    /** The bytes of a field: a text's are UTF-8. */
    byte[] bytes() {
        int length = row.getInt();
        if (length < 0) {
            throw new IllegalStateException("a text is missing");
        }
        return bytes(length);
    }

    private byte[] bytes(int length) {
        if (length == 0) {
            return NOTHING;
        }
        byte[] bytes = new byte[length];
        row.get(bytes);
        return bytes;
    }

    /** An array of numbers that starts at 1 and has no holes, as all of the ledger's do. */
    long[] numbers() {
        long[] numbers = new long[elements()];
        for (int i = 0; i < numbers.length; i++) {
            require(Long.BYTES, "a number of a list");
            numbers[i] = row.getLong();
        }
        return numbers;
    }

    long[] times() {
        long[] times = numbers();
        for (int i = 0; i < times.length; i++) {
            times[i] = sinceEpoch(times[i]);
        }
        return times;
    }

    byte[][] texts() {
        byte[][] texts = new byte[elements()][];
        for (int i = 0; i < texts.length; i++) {
            texts[i] = bytes();
        }
        return texts;
    }

    /** Reads an array up to its first element; answers how many there are. */
    private int elements() {
        if (row.getInt() < 0) {
            throw new IllegalStateException("a list is missing");
        }
        int dimensions = row.getInt();
        row.getInt(); // whether there are nulls: seen when they are read
        row.getInt(); // the type of the elements
        if (dimensions == 0) {
            return 0;
        }
        int length = row.getInt();
        if (dimensions != 1 || row.getInt() != 1) {
            throw new IllegalStateException("a list has more than one dimension, or does not start at 1");
        }
        return length;
    }

    private void require(int length, String field) {
        if (row.getInt() != length) {
            throw new IllegalStateException(field + " is missing");
        }
    }
}
