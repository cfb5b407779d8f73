package dev.tollgate.ledger.database;

import org.jspecify.annotations.Nullable;

/** The database did not answer. What was asked for may have happened or not; ask again with the same id. */
public final class LedgerUnavailable extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** @param cause what the database's driver said; null if the database was not even asked */
    public LedgerUnavailable(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    /** Whether the step may have happened. */
    public boolean mayHaveHappened() {
        return getCause() != null;
    }
}
