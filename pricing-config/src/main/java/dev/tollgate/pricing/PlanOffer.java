package dev.tollgate.pricing;

import java.math.BigDecimal;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What a plan costs and what else it promises.
 *
 * @param price empty: not for sale
 * @param ownKeyFee of what a call would have cost with the platform's key, for calls with the caller's own; a fraction
 * @param tokensPerMonth in each month of an account; empty: no such limit
 * @param contact whom to ask
 */
public record PlanOffer(
        Optional<Price> price, Optional<BigDecimal> ownKeyFee, OptionalLong tokensPerMonth, Optional<String> contact) {

    public static final PlanOffer NONE =
            new PlanOffer(Optional.empty(), Optional.empty(), OptionalLong.empty(), Optional.empty());

    /** How often a plan is paid for. */
    public enum Billing {
        MONTH,
        YEAR
    }

    /**
     * @param pay US dollars, above zero
     * @param trialDays how long an account may have the plan before it is paid for, once; 0: not at all, at most
     *     {@value #LONGEST_TRIAL}
     * @param stripePriceEnv the environment variable with the price's name at Stripe
     */
    public record Price(BigDecimal pay, Billing every, int trialDays, Optional<String> stripePriceEnv) {
        /** Stripe's bound. */
        public static final int LONGEST_TRIAL = 730;
    }
}
