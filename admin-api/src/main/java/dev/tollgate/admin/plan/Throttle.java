package dev.tollgate.admin.plan;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Lets each of many try a few times in a while; in the memory of this process. The whiles of all begin together, so what is
 * remembered is forgotten at once, and nobody can fill the memory with names for longer than one.
 */
final class Throttle {

    /** Beyond this many names in one while, new ones are refused. */
    private static final int MOST_NAMES = 100_000;

    private final int most;
    private final long length;
    private final LongSupplier nanos;
    private final Map<String, Integer> tries = new HashMap<>();
    private long begun;

    /** @param nanos a clock that only goes forward, in nanoseconds */
    Throttle(int most, Duration length, LongSupplier nanos) {
        this.most = most;
        this.length = length.toNanos();
        this.nanos = nanos;
        this.begun = nanos.getAsLong();
    }

    /** Counts a try; answers how long to wait, zero if it may go on. */
    synchronized Duration tried(String name) {
        long now = nanos.getAsLong();
        if (now - begun >= length) {
            tries.clear();
            begun = now;
        }
        boolean full = tries.size() >= MOST_NAMES && !tries.containsKey(name);
        return full || tries.merge(name, 1, Integer::sum) > most
                ? Duration.ofNanos(begun + length - now)
                : Duration.ZERO;
    }
}
