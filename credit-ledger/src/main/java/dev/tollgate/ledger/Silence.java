package dev.tollgate.ledger;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import reactor.core.Disposable;
import reactor.core.scheduler.Schedulers;

/**
 * Notices batches that have no answer for too long. A host that is gone closes no connection, so a silent line is all that
 * is heard of it.
 */
final class Silence {

    private enum Batch {
        UNDER_WAY,
        LATE,
        OVER
    }

    private final Duration bound;
    private final Runnable begun;
    private final AtomicInteger late = new AtomicInteger();

    /**
     * @param bound after how long without an answer a batch is late
     * @param begun is run for each batch that becomes late
     */
    Silence(Duration bound, Runnable begun) {
        this.bound = bound;
        this.begun = begun;
    }

    boolean lasts() {
        return late.get() > 0;
    }

    /** Watches a batch from now on, until what it returns is run. */
    Runnable watch() {
        AtomicReference<Batch> batch = new AtomicReference<>(Batch.UNDER_WAY);
        Disposable timer = Schedulers.parallel()
                .schedule(
                        () -> {
                            if (batch.compareAndSet(Batch.UNDER_WAY, Batch.LATE)) {
                                late.incrementAndGet();
                                begun.run();
                            }
                        },
                        bound.toMillis(),
                        TimeUnit.MILLISECONDS);
        return () -> {
            timer.dispose();
            if (batch.getAndSet(Batch.OVER) == Batch.LATE) {
                late.decrementAndGet();
            }
        };
    }
}
