package dev.tollgate.ledger.attempt;

import java.time.Duration;

/**
 * How attempts are slowed down. Some are free, each one after those has to wait twice as long as the one before.
 *
 * @param free attempts without waiting
 * @param first what the next one waits
 * @param longest the most that any waits, a day at most; for each time twice as long one attempt is forgiven, and all of them
 *     when none was made in it
 */
public record Pace(int free, Duration first, Duration longest) {

    private static final Duration MOST = Duration.ofDays(1);

    public Pace {
        if (free < 0) {
            throw new IllegalArgumentException("there cannot be " + free + " free attempts: 0 is the least");
        }
        if (first.toMillis() < 1 || first.compareTo(longest) > 0 || longest.compareTo(MOST) > 0) {
            throw new IllegalArgumentException("attempts cannot wait from " + first + " to " + longest
                    + ": the first wait is a millisecond or more, the longest is no shorter and a day at most");
        }
    }

    /** What the attempt after so many has to wait. */
    public Duration waitAfter(int attempts) {
        if (attempts < free) {
            return Duration.ZERO;
        }
        int doublings = Math.min(attempts - free, Integer.SIZE);
        Duration wait = first.multipliedBy(1L << doublings);
        return wait.compareTo(longest) < 0 ? wait : longest;
    }

    /** In it one attempt is forgiven. */
    public Duration forgiving() {
        return longest.multipliedBy(2);
    }
}
