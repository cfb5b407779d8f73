package dev.tollgate.filter.dialect.answer;

import dev.tollgate.filter.dialect.UsageReader;
import dev.tollgate.filter.dialect.UsageReport;
import dev.tollgate.filter.dialect.json.JsonFormats;
import dev.tollgate.filter.dialect.json.JsonPunctuation;
import dev.tollgate.filter.dialect.json.JsonWalk;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.async.ByteArrayFeeder;

/**
 * Reads a JSON answer in the portions it comes in. The bracket that closes it is its final event; of an answer that
 * cannot be read the last byte is kept back instead.
 */
final class JsonUsageReader implements UsageReader {

    private static final byte[] NOTHING = {};

    private final AnswerMeter meter;
    private final JsonParser parser = JsonFormats.ANSWER.createNonBlockingByteArrayParser(ObjectReadContext.empty());
    private final ByteArrayFeeder feeder = (ByteArrayFeeder) parser.nonBlockingInputFeeder();
    private final JsonPunctuation punctuation = new JsonPunctuation();
    private final JsonWalk walk;
    private final HeldBytes held = new HeldBytes();
    private byte[] last = NOTHING;
    private State state = State.READING;

    private enum State {
        READING,
        COMPLETE,
        UNREADABLE
    }

    JsonUsageReader(AnswerMeter meter) {
        this.meter = meter;
        this.walk = new JsonWalk(parser, meter);
        meter.begins(null);
    }

    @Override
    public byte[] read(byte[] bytes) {
        if (bytes.length == 0) {
            return bytes;
        }
        if (state == State.READING) {
            int closing = advance(bytes);
            if (state == State.COMPLETE && !held.isReleased()) {
                held.hold(Arrays.copyOfRange(bytes, closing, bytes.length));
                return Arrays.copyOf(bytes, closing);
            }
        } else if (held.isHolding()) {
            held.add(bytes);
            return NOTHING;
        }
        return state == State.UNREADABLE && !held.isReleased() ? keepLast(bytes) : bytes;
    }

    @Override
    public boolean complete() {
        return state == State.COMPLETE;
    }

    @Override
    public byte[] rest() {
        byte[] rest = held.release();
        if (last.length > 0) {
            rest = last;
            last = NOTHING;
        }
        return rest;
    }

    @Override
    public Optional<String> unfinished() {
        return meter.unfinished();
    }

    @Override
    public Set<String> kept() {
        return meter.kept();
    }

    @Override
    public UsageReport report() {
        return meter.report();
    }

    /** @return where in the portion the answer's closing bracket stands; -1 if it has not come */
    private int advance(byte[] bytes) {
        try {
            int readable = punctuation.faultIn(bytes);
            feeder.feedInput(bytes, 0, readable);
            JsonToken token = parser.nextToken();
            while (token != null && token != JsonToken.NOT_AVAILABLE) {
                if (walk.accept(token)) {
                    state = State.COMPLETE;
                    return Math.max(0, readable - unread() - 1);
                }
                token = parser.nextToken();
            }
            state = readable < bytes.length ? State.UNREADABLE : State.READING;
        } catch (JacksonException unreadable) {
            state = State.UNREADABLE;
        } finally {
            if (state != State.READING) {
                meter.ends();
                parser.close();
            }
        }
        return -1;
    }

    private int unread() {
        return Math.max(0, parser.releaseBuffered(OutputStream.nullOutputStream()));
    }

    private byte[] keepLast(byte[] bytes) {
        byte[] now = Arrays.copyOf(last, last.length + bytes.length - 1);
        System.arraycopy(bytes, 0, now, last.length, bytes.length - 1);
        last = new byte[] {bytes[bytes.length - 1]};
        return now;
    }
}
