package dev.tollgate.ledger.pricing;

import java.time.Instant;

/**
 * A row of the log of prices: from a time on, a version counts.
 *
 * @param seq its place in the log, from 1
 * @param effectiveAt from when on; never before {@code at}
 * @param actor who wrote it
 * @param at when it was written, by the database's clock
 * @param withdrawn whether it was taken back before its time came
 */
public record Activation(
        long seq,
        String version,
        Instant effectiveAt,
        String actor,
        String reason,
        Source source,
        Instant at,
        boolean withdrawn) {

    /** How a version came into the log. */
    public enum Source {
        /** A pricing file, or the prices that come with the program. */
        FILE,
        API,
        /** To a version that was stored before. Takes back what is scheduled. */
        ROLLBACK
    }
}
