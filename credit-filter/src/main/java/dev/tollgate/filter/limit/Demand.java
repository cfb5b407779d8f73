package dev.tollgate.filter.limit;

import dev.tollgate.pricing.Plan.Limits;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * What is to be taken from the limits of some subjects at once: all of it from all of them, or nothing.
 *
 * @param subjects those that have limits, in the order of their levels
 * @param tokens the most that the call can use
 * @param place whether it takes a place among the running calls
 */
public record Demand(List<Subject> subjects, long tokens, boolean place) {

    public Demand {
        subjects = List.copyOf(subjects);
    }

    /** One request that gets no further. */
    public static Demand request(List<Subject> subjects) {
        return new Demand(subjects, 0, false);
    }

    /** One request that will run and use tokens. */
    public static Demand call(List<Subject> subjects, long tokens) {
        return new Demand(subjects, tokens, true);
    }

    /**
     * How much of a measure to take from somebody with these limits; 0: nothing. A single call larger than the minute may
     * pass when the whole minute is free: it could never pass otherwise.
     */
    long of(Measure measure, Limits limits) {
        OptionalLong limit = measure.of(limits);
        if (limit.isEmpty()) {
            return 0;
        }
        return switch (measure) {
            case CONCURRENT -> place ? 1 : 0;
            case REQUESTS -> 1;
            case TOKENS -> Math.min(tokens, limit.getAsLong());
        };
    }

    /** The limits without the requests of the minute, where they were taken before. */
    static Limits withoutRequests(Limits limits) {
        return limits.requestsPerMinute().isEmpty()
                ? limits
                : new Limits(OptionalLong.empty(), limits.tokensPerMinute(), limits.concurrent());
    }

    /** The limits on requests alone. */
    static Limits requestsOnly(Limits limits) {
        return limits.requestsPerMinute().isEmpty()
                ? Limits.NONE
                : new Limits(limits.requestsPerMinute(), OptionalLong.empty(), OptionalInt.empty());
    }
}
