package dev.tollgate.simulator.recording;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;

/**
 * How a body is cut into pieces for the wire. Each piece is one HTTP chunk (a body in several pieces has no
 * Content-Length), so that a Netty client sees these borders, and at times further ones where its socket had half a
 * piece. No byte is lost, added or moved.
 */
public final class Chunking {
    private static final int[] RANDOM_LIMITS = {2, 5, 17, 64, 257, 1031};

    private static final Chunking EVENTS = new Chunking("events", Chunking::events);
    private static final Chunking WHOLE = new Chunking("whole", body -> List.of(body));
    private static final Chunking BYTEWISE = new Chunking("bytewise", body -> pieces(body, 1));

    private final String name;
    private final Cutter cutter;

    private Chunking(String name, Cutter cutter) {
        this.name = name;
        this.cutter = cutter;
    }

    /** One piece for each SSE event (up to and with its blank line); a body without blank lines is one piece. */
    public static Chunking byEvent() {
        return EVENTS;
    }

    /** The whole body in one piece. */
    public static Chunking whole() {
        return WHOLE;
    }

    /** Each byte alone. */
    public static Chunking bytewise() {
        return BYTEWISE;
    }

    /** Pieces of {@code size} bytes, at least 1; the last one may be shorter. */
    public static Chunking pieces(int size) {
        if (size < 1) {
            throw new IllegalArgumentException("A piece has at least 1 byte, not " + size + ".");
        }
        return new Chunking("bytes:" + size, body -> pieces(body, size));
    }

    /** Pieces of these sizes in order, each at least 1; what is left of a body behind them is one more piece. */
    public static Chunking sizes(int... sizes) {
        int[] given = sizes.clone();
        if (Arrays.stream(given).anyMatch(size -> size < 1)) {
            throw new IllegalArgumentException("A piece has at least 1 byte; the sizes are " + Arrays.toString(given));
        }
        return new Chunking("sizes:" + Arrays.toString(given), body -> inSizes(body, given));
    }

    /**
     * Pieces of random size. The seed alone decides the borders, and also how large pieces may get (from 2 to 1031
     * bytes, and at least a two-hundredth of the body), so that many seeds try fine and coarse cuts in little time.
     */
    public static Chunking random(long seed) {
        return new Chunking("random:" + seed, body -> randomPieces(body, new Random(seed)));
    }

    /**
     * Reads {@code events}, {@code whole}, {@code bytewise}, {@code bytes:N} or {@code random:SEED}.
     *
     * @throws IllegalArgumentException if the text is none of these
     */
    public static Chunking parse(String text) {
        if (text.startsWith("bytes:")) {
            return pieces(Integer.parseInt(text.substring("bytes:".length())));
        }
        if (text.startsWith("random:")) {
            return random(Long.parseLong(text.substring("random:".length())));
        }
        return switch (text) {
            case "events" -> EVENTS;
            case "whole" -> WHOLE;
            case "bytewise" -> BYTEWISE;
            default -> throw new IllegalArgumentException(
                    "The chunking '" + text + "' is not known. Use events, whole, bytewise, bytes:N or random:SEED.");
        };
    }

    /** The pieces of the body in order. An empty body has no pieces. */
    public List<byte[]> cut(byte[] body) {
        return body.length == 0 ? List.of() : cutter.cut(body);
    }

    private static List<byte[]> pieces(byte[] body, int size) {
        List<byte[]> pieces = new ArrayList<>(body.length / size + 1);
        for (int from = 0; from < body.length; from += size) {
            pieces.add(Arrays.copyOfRange(body, from, Math.min(body.length, from + size)));
        }
        return pieces;
    }

    private static List<byte[]> inSizes(byte[] body, int[] sizes) {
        List<byte[]> pieces = new ArrayList<>(sizes.length + 1);
        int from = 0;
        for (int i = 0; from < body.length; i++) {
            int to = i < sizes.length ? Math.min(body.length, from + sizes[i]) : body.length;
            pieces.add(Arrays.copyOfRange(body, from, to));
            from = to;
        }
        return pieces;
    }

    private static List<byte[]> randomPieces(byte[] body, Random random) {
        int limit = Math.max(RANDOM_LIMITS[random.nextInt(RANDOM_LIMITS.length)], body.length / 200);
        List<byte[]> pieces = new ArrayList<>();
        for (int from = 0; from < body.length; ) {
            int to = Math.min(body.length, from + 1 + random.nextInt(limit));
            pieces.add(Arrays.copyOfRange(body, from, to));
            from = to;
        }
        return pieces;
    }

    private static List<byte[]> events(byte[] body) {
        List<byte[]> events = new ArrayList<>();
        int from = 0;
        boolean lineIsEmpty = false;
        for (int at = 0; at < body.length; at++) {
            if (body[at] == '\n') {
                if (lineIsEmpty) {
                    events.add(Arrays.copyOfRange(body, from, at + 1));
                    from = at + 1;
                }
                lineIsEmpty = true;
            } else if (body[at] != '\r') {
                lineIsEmpty = false;
            }
        }
        if (from < body.length) {
            events.add(Arrays.copyOfRange(body, from, body.length));
        }
        return events;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Chunking that && that.name.equals(name);
    }

    @Override
    public int hashCode() {
        return Objects.hash(name);
    }

    /** The name that {@link #parse} reads (but for {@link #sizes}). */
    @Override
    public String toString() {
        return name;
    }

    @FunctionalInterface
    private interface Cutter {
        List<byte[]> cut(byte[] body);
    }
}
