package dev.tollgate.simulator.provider;

/**
 * Scripted output counts. {@code total} includes {@code reasoning}, or is {@link #COUNTED}; {@code bounded} says
 * whether the request's output bound is kept, as a real provider does.
 */
record OutputTokens(long total, long reasoning, boolean bounded) {
    /** Count the text chunks and add the reasoning tokens. */
    static final long COUNTED = -1;

    OutputTokens {
        if (total < COUNTED || reasoning < 0) {
            throw new IllegalArgumentException("Scripted token counts are not below zero.");
        }
        if (total != COUNTED && reasoning > total) {
            throw new IllegalArgumentException(
                    "reasoning is a part of output: " + reasoning + " is more than " + total + ".");
        }
    }
}
