package dev.tollgate.pricing;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * What an account may do.
 *
 * @param name its key in the price book
 * @param grant the credits it gives, if any
 * @param limits its rate limits
 * @param models names or wildcards of the models it may call; empty: all
 */
public record Plan(String name, Optional<Grant> grant, Limits limits, List<String> models) {

    public Plan {
        models = List.copyOf(models);
    }

    /** How often a plan's credits are given. */
    public enum Every {
        ONCE,
        DAY,
        MONTH
    }

    /** @param unusedExpire whether what is left at the end of the period expires */
    public record Grant(Credits credits, Every every, boolean unusedExpire) {}

    /** Absent: no limit. */
    public record Limits(OptionalLong requestsPerMinute, OptionalLong tokensPerMinute, OptionalInt concurrent) {
        public static final Limits NONE = new Limits(OptionalLong.empty(), OptionalLong.empty(), OptionalInt.empty());
    }
}
