package dev.tollgate.simulator.fault;

import java.time.Duration;

/**
 * What the proxy does to the bytes. Each switch makes a new value, so that a connection can tell that a cut was asked
 * for anew.
 */
final class Fault {
    static final Fault PASS = new Fault(Kind.PASS, Duration.ZERO, 0);
    // Refusing and resetting happen to connections; the bytes of one that is open pass.
    static final Fault REFUSE = new Fault(Kind.PASS, Duration.ZERO, 0);
    static final Fault RESET = new Fault(Kind.PASS, Duration.ZERO, 0);
    static final Fault BLACK_HOLE = new Fault(Kind.SWALLOW, Duration.ZERO, 0);
    static final Fault DROP_REPLIES = new Fault(Kind.DROP_REPLIES, Duration.ZERO, 0);

    private enum Kind {
        PASS,
        CUT,
        SWALLOW,
        DROP_REPLIES
    }

    private final Kind kind;
    private final Duration delay;
    private final long bytes;

    private Fault(Kind kind, Duration delay, long bytes) {
        this.kind = kind;
        this.delay = delay;
        this.bytes = bytes;
    }

    static Fault delay(Duration time) {
        return new Fault(Kind.PASS, time, 0);
    }

    static Fault cut(long bytes) {
        return new Fault(Kind.CUT, Duration.ZERO, bytes);
    }

    Duration delay() {
        return delay;
    }

    boolean swallows(Direction direction) {
        return kind == Kind.SWALLOW || kind == Kind.DROP_REPLIES && direction == Direction.TO_CLIENT;
    }

    /** How many bytes may still go this way after so many went. */
    long room(Direction direction, long sent) {
        return kind == Kind.CUT && direction == Direction.TO_CLIENT ? Math.max(0, bytes - sent) : Long.MAX_VALUE;
    }

    /** The way that bytes travel. */
    enum Direction {
        TO_SERVER,
        TO_CLIENT
    }
}
