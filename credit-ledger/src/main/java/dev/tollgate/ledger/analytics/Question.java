package dev.tollgate.ledger.analytics;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is asked of the sums: of a time, told apart by steps of it, or by names.
 *
 * @param from the first moment that counts, {@code to} the first that does not; both at a quarter of an hour
 * @param steps where each step of the time begins, the first one at {@code from}; empty where names are asked
 * @param by absent: steps are asked
 * @param limit how many names at most, those with the most credits first
 */
public record Question(Instant from, Instant to, List<Instant> steps, @Nullable Dimension by, int limit) {

    private static final long QUARTER = Duration.ofMinutes(15).toSeconds();

    public Question {
        steps = List.copyOf(steps);
        if (!isQuarter(from) || !isQuarter(to) || !from.isBefore(to)) {
            throw new IllegalArgumentException("sums are for quarters of an hour, not " + from + " to " + to);
        }
        if ((by == null) == steps.isEmpty() || !steps.stream().allMatch(Question::isQuarter)) {
            throw new IllegalArgumentException("either steps or a dimension");
        }
    }

    /** Whether sums can begin or end there. */
    public static boolean isQuarter(Instant time) {
        return time.getNano() == 0 && time.getEpochSecond() % QUARTER == 0;
    }

    public static Question steps(Instant to, List<Instant> steps) {
        return new Question(steps.get(0), to, steps, null, steps.size());
    }

    public static Question by(Dimension dimension, Instant from, Instant to, int limit) {
        return new Question(from, to, List.of(), dimension, limit);
    }
}
