package dev.tollgate.ledger.pricing;

import org.jspecify.annotations.Nullable;

/**
 * What became of a {@link PriceChange}.
 *
 * @param activation the new row of the log, or the one that says the same already; absent where nothing was changed because
 *     nothing could be
 */
public record PriceChangeResult(Status status, @Nullable Activation activation) {

    /** In the order in which they are looked for. */
    public enum Status {
        /** Nothing is stored under this version. */
        NO_VERSION,
        /** Another text is stored under this version, which is only the beginning of a hash. */
        OTHER_TEXT,
        /** A rollback to prices that have not counted yet. */
        NEVER_IN_FORCE,
        /**
         * Nothing to do. Of a file: it said the same the last time, whatever was applied since. By API: it is in force, or
         * scheduled for this time. Of a rollback: it is in force, and nothing is scheduled.
         */
        UNCHANGED,
        /** Counts from a later time on. */
        SCHEDULED,
        /** Counts now. */
        APPLIED
    }
}
