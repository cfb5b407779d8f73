package dev.tollgate.filter.limit;

import dev.tollgate.filter.denial.Denial;
import dev.tollgate.filter.denial.ReachedLimit;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * One limit, as it stood when something was taken from it, or refused.
 *
 * @param limit how much it is: in a minute, or at the same time
 * @param remaining how much was left, 0 or more
 * @param full until all of it is there again, if nobody takes more
 */
public record Reading(Level level, Measure measure, long limit, long remaining, Duration full) {

    /** How long a place among the running calls may take to become free is not known; this is soon enough to ask again. */
    private static final Duration SOON = Duration.ofSeconds(1);

    static Reading ofPlaces(Subject subject, long limit, long inside) {
        return new Reading(subject.level(), Measure.CONCURRENT, limit, Math.max(0, limit - inside), Duration.ZERO);
    }

    /** @param pause until what was asked for is there */
    Denial refusal(long asked, Duration pause) {
        OptionalLong shown = level.isTold() ? OptionalLong.of(limit) : OptionalLong.empty();
        OptionalLong left = level.isTold() ? OptionalLong.of(remaining) : OptionalLong.empty();
        return new Denial.RateLimited(
                measure.code(),
                level.subject() + sentence(asked),
                measure == Measure.CONCURRENT ? SOON : pause,
                Optional.of(new ReachedLimit(level.code(), measure.code().code(), shown, left)));
    }

    private String sentence(long asked) {
        String amount = level.isTold() ? limit + " " : "a number of ";
        return switch (measure) {
            case CONCURRENT -> " " + amount
                    + "calls at the same time, and as many are running. Try again when one of them has ended.";
            case REQUESTS -> " " + amount + "requests a minute, and they are used up. Try again a little later.";
            case TOKENS -> " " + amount + "tokens a minute; this call can use " + asked
                    + ", more than are left. Try again a little later, or lower its output limit.";
        };
    }
}
