package dev.tollgate.filter.dialect.answer;

import dev.tollgate.filter.dialect.UsageReader;
import dev.tollgate.filter.dialect.UsageReport;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Reads an answer that is a JSON array written element by element, or JSON objects one after the other: each object is
 * shown to the meter and passed on when it is whole. All bytes are passed on as they came.
 */
final class PiecesUsageReader implements UsageReader {

    /** Bytes of one object; a longer one is passed on unread. */
    static final int MAX_PIECE = 16 * 1024 * 1024;

    private static final byte[] NOTHING = {};
    private static final int UNKNOWN = -1;
    private static final int FIRST_SIZE = 1024;

    private final AnswerMeter meter;
    private final boolean expectsArray;
    private final HeldBytes held = new HeldBytes();
    private ByteArrayOutputStream passing = new ByteArrayOutputStream(0);
    private ByteArrayOutputStream piece = new ByteArrayOutputStream(FIRST_SIZE);

    /** How many brackets are open around a whole object: one in an array, else none. */
    private int base = UNKNOWN;

    private int depth;
    private boolean inString;
    private boolean escaped;
    private boolean tooLong;
    private boolean complete;
    private boolean closed;
    private boolean needsComma;

    /** Clients that read line by line take an empty one for a broken object. */
    private boolean lineEnded;

    /** @param expectsArray what an error alone would have to look like */
    PiecesUsageReader(AnswerMeter meter, boolean expectsArray) {
        this.meter = meter;
        this.expectsArray = expectsArray;
    }

    @Override
    public byte[] read(byte[] bytes) {
        passing = new ByteArrayOutputStream(bytes.length);
        for (byte next : bytes) {
            accept(next);
        }
        return passing.toByteArray();
    }

    @Override
    public boolean complete() {
        return complete;
    }

    @Override
    public boolean piecewise() {
        return true;
    }

    @Override
    public byte[] rest() {
        ByteArrayOutputStream rest = new ByteArrayOutputStream();
        rest.writeBytes(held.release());
        rest.writeBytes(takePiece());
        return rest.toByteArray();
    }

    @Override
    public byte[] wholeRest() {
        takePiece();
        return held.release();
    }

    @Override
    public byte[] ending(byte[] error) {
        boolean array = base == UNKNOWN ? expectsArray : base == 1;
        if (!array) {
            return joined(base == UNKNOWN || lineEnded ? "" : "\n", error, "\n");
        }
        return closed ? NOTHING : joined(base == UNKNOWN ? "[" : needsComma ? ",\n" : "", error, "]");
    }

    @Override
    public UsageReport report() {
        return meter.report();
    }

    private static byte[] joined(String before, byte[] error, String after) {
        ByteArrayOutputStream joined = new ByteArrayOutputStream();
        joined.writeBytes(before.getBytes(StandardCharsets.US_ASCII));
        joined.writeBytes(error);
        joined.writeBytes(after.getBytes(StandardCharsets.US_ASCII));
        return joined.toByteArray();
    }

    private void accept(byte next) {
        boolean opens = !inString && (next == '{' || next == '[');
        boolean closes = !inString && (next == '}' || next == ']') && depth > 0;
        if (opens && base == UNKNOWN) {
            base = next == '[' ? 1 : 0;
        }
        depth += opens ? 1 : 0;
        string(next);
        boolean within = base != UNKNOWN && depth > base;
        depth -= closes ? 1 : 0;
        if (within) {
            keep(next);
            if (closes && depth == base) {
                pieceEnds();
            }
        } else {
            between(next, closes);
        }
    }

    private void string(byte next) {
        if (!inString) {
            inString = next == '"';
        } else if (escaped) {
            escaped = false;
        } else if (next == '\\') {
            escaped = true;
        } else {
            inString = next != '"';
        }
    }

    /** What stands between the objects: white space, commas, the brackets of the array. */
    private void between(byte next, boolean closes) {
        if (next == ',') {
            needsComma = false;
        }
        if (closes && !closed) {
            closed = true;
            complete = true;
            hold(NOTHING);
            if (held.isHolding()) {
                held.addEnd(next);
                return;
            }
        }
        pass(new byte[] {next});
    }

    private void keep(byte next) {
        if (piece.size() == MAX_PIECE) {
            tooLong = true;
            pass(takePiece());
        }
        piece.write(next);
    }

    private void pieceEnds() {
        byte[] whole = takePiece();
        AnswerMeter.Role role = AnswerMeter.Role.ORDINARY;
        if (!tooLong) {
            meter.begins(null);
            EventJson.read(whole, 0, whole.length, meter);
            role = meter.ends();
        }
        tooLong = false;
        needsComma = true;
        complete |= role == AnswerMeter.Role.FINAL;
        boolean last = role == AnswerMeter.Role.FINAL || role == AnswerMeter.Role.CLOSING;
        if (last && !held.isHolding() && !held.isReleased()) {
            hold(whole);
        } else {
            pass(whole);
        }
    }

    private void hold(byte[] first) {
        if (!held.isHolding() && !held.isReleased()) {
            held.hold(first);
        }
    }

    private void pass(byte[] bytes) {
        lineEnded = bytes.length > 0 && bytes[bytes.length - 1] == '\n';
        if (held.isHolding()) {
            held.add(bytes);
        } else {
            passing.writeBytes(bytes);
        }
    }

    private byte[] takePiece() {
        byte[] taken = piece.toByteArray();
        piece = new ByteArrayOutputStream(FIRST_SIZE);
        return taken;
    }
}
