package dev.tollgate.ledger.database;

import io.r2dbc.spi.R2dbcBadGrammarException;
import io.r2dbc.spi.R2dbcDataIntegrityViolationException;
import io.r2dbc.spi.R2dbcPermissionDeniedException;
import io.r2dbc.spi.R2dbcRollbackException;
import java.time.Duration;
import reactor.core.publisher.Mono;
import reactor.util.retry.Retry;

/** What a failure of the database means: an answer that says no, a lost race, or no answer. */
public final class Outage {

    private static final int RACES = 3;
    private static final Duration FIRST_PAUSE = Duration.ofMillis(50);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);

    private Outage() {}

    /** The database understood the call and refused it; the same call will be refused again. */
    public static boolean refused(Throwable failure) {
        return failure instanceof R2dbcDataIntegrityViolationException
                || failure instanceof R2dbcBadGrammarException
                || failure instanceof R2dbcPermissionDeniedException;
    }

    /** A deadlock or a serialization failure: nothing happened, the same call may pass now. */
    private static boolean race(Throwable failure) {
        return failure instanceof R2dbcRollbackException;
    }

    /** Tries lost races again, and tells an outage by {@link LedgerUnavailable}. */
    public static <A> Mono<A> told(Mono<A> call) {
        return call.retryWhen(Retry.max(RACES).filter(Outage::race))
                .onErrorMap(
                        failure -> !refused(failure) && !(failure instanceof LedgerUnavailable),
                        failure -> new LedgerUnavailable("the database does not answer", failure));
    }

    /** Waits outages out: tries again, with the same ids, until the database answers. */
    public static <A> Mono<A> waitedOut(Mono<A> call) {
        return call.retryWhen(Retry.backoff(Long.MAX_VALUE, FIRST_PAUSE)
                .maxBackoff(LONGEST_PAUSE)
                .filter(LedgerUnavailable.class::isInstance));
    }
}
