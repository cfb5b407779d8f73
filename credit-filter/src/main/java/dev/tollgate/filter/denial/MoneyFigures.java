package dev.tollgate.filter.denial;

import dev.tollgate.pricing.Credits;
import java.util.OptionalLong;

/**
 * What a call needs and an account has.
 *
 * @param needed the most the call can cost
 * @param maxTokens the largest output bound with which the call could be paid now; 0: none; empty: it takes none
 * @param inUsd whether credits are dollars, and are shown as such
 */
public record MoneyFigures(Credits needed, Credits available, Credits onHold, OptionalLong maxTokens, boolean inUsd) {

    /** An amount as a sentence shows it. */
    public String shown(Credits amount) {
        return inUsd ? "$" + amount : amount.toString();
    }

    /** How far the output limit must be lowered, as the end of a sentence; empty where that does not help. */
    String fitting() {
        return maxTokens.orElse(0) == 0 ? "" : " to " + maxTokens.getAsLong() + " tokens or less";
    }
}
