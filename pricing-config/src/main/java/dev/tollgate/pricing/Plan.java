package dev.tollgate.pricing;

import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * What an account may do.
 *
 * @param name its key in the price book
 * @param grants the credits it gives; at most one grant of each period
 * @param limits its rate limits
 * @param models names or wildcards of the models it may call; empty: all
 * @param whenShort what becomes of a call that can cost more than there is
 * @param offer what it costs and what else it promises
 */
public record Plan(
        String name, List<Grant> grants, Limits limits, List<String> models, WhenShort whenShort, PlanOffer offer) {

    public Plan {
        grants = List.copyOf(grants);
        models = List.copyOf(models);
    }

    /** A plan that is not sold. */
    public Plan(String name, List<Grant> grants, Limits limits, List<String> models) {
        this(name, grants, limits, models, WhenShort.REFUSE, PlanOffer.NONE);
    }

    /** What becomes of a call that can cost more than its account, or its budget, has free. */
    public enum WhenShort {
        /** It is refused. */
        REFUSE,
        /** It goes out with an output bound that fits. */
        LOWER
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
