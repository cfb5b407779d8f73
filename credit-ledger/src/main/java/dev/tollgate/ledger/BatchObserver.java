package dev.tollgate.ledger;

import java.time.Duration;

/** Is told of every batch that a lane of the ledger has sent, on the thread that got its answer: it must not block. */
@FunctionalInterface
public interface BatchObserver {

    /** The queues of the ledger, each with a connection of its own. */
    enum Lane {
        HOLD,
        SETTLE,
        SPEND,
        GRANT,
        CORRECT
    }

    /**
     * @param size how many calls it was
     * @param waited how long the first of them waited for the batch before
     * @param commit from sending to the answer, with all tries
     */
    void batch(Lane lane, int size, Duration waited, Duration commit);
}
