package dev.tollgate.filter.denial;

import dev.tollgate.pricing.Credits;

/**
 * What a call needs and an account has.
 *
 * @param needed the most the call can cost
 * @param inUsd whether credits are dollars, and are shown as such
 */
public record MoneyFigures(Credits needed, Credits available, Credits onHold, boolean inUsd) {

    /** An amount as a sentence shows it. */
    public String shown(Credits amount) {
        return inUsd ? "$" + amount : amount.toString();
    }
}
