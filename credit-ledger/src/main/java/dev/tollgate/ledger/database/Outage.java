package dev.tollgate.ledger.database;

import io.r2dbc.spi.R2dbcException;
import io.r2dbc.spi.R2dbcRollbackException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import reactor.core.publisher.Mono;
import reactor.util.retry.Retry;
import tools.jackson.core.JacksonException;

/** What a failure of the database means: an answer that says no, a lost race, or no answer. */
public final class Outage {

    /**
     * SQLSTATEs that tell of the call itself: bad data (22), a broken constraint (23), what the schema does not allow (42),
     * a limit of the program (54), a refusal by a function (P0, and TG by our own).
     * Everything else tells of the database's state (connections, locks, a read-only standby, a full disk, …), which may
     * be another one in a moment.
     */
    private static final List<String> REFUSALS = List.of("22", "23", "42", "54", "P0", "TG");

    /**
     * Of these, what is true only while another node brings the schema up to date: no privilege, no such function, table or
     * column.
     */
    private static final Set<String> MIGRATING = Set.of("42501", "42883", "42P01", "42703");

    /** Of a call that cannot even be written down. */
    private static final List<Class<? extends RuntimeException>> BUGS = List.of(
            IllegalArgumentException.class,
            ArithmeticException.class,
            NullPointerException.class,
            ClassCastException.class,
            IndexOutOfBoundsException.class,
            JacksonException.class);

    /** Took too long, be it by its work or by waiting for a lock: smaller statements may pass. */
    private static final Set<String> TOO_LONG = Set.of("57014", "55P03");

    private static final int RACES = 3;
    private static final Duration FIRST_PAUSE = Duration.ofMillis(50);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);

    private Outage() {}

    /**
     * The call itself is at fault: the database understood and refused it, or it could not even be written down. The same
     * call will be refused again.
     */
    public static boolean refused(Throwable failure) {
        if (failure instanceof R2dbcException answer) {
            String state = answer.getSqlState();
            return state != null
                    && !MIGRATING.contains(state)
                    && REFUSALS.stream().anyMatch(state::startsWith);
        }
        return BUGS.stream().anyMatch(bug -> bug.isInstance(failure));
    }

    /** The statement was given up as too long: smaller ones may pass. */
    public static boolean tooLong(Throwable failure) {
        return failure instanceof R2dbcException answer && TOO_LONG.contains(String.valueOf(answer.getSqlState()));
    }

    /** A deadlock or a serialization failure: nothing happened, the same call may pass now. */
    private static boolean race(Throwable failure) {
        return failure instanceof R2dbcRollbackException;
    }

    /** Tries lost races again, and tells an outage by {@link LedgerUnavailable}. */
    public static <A> Mono<A> told(Mono<A> call) {
        return tries(call).onErrorMap(Outage::meant);
    }

    /** A refusal as it is; everything else as an outage. */
    public static Throwable meant(Throwable failure) {
        return refused(failure) ? failure : away(failure);
    }

    /** The same, but what took too long is told as it is: it may pass in smaller pieces, or later. */
    public static <A> Mono<A> toldUnlessTooLong(Mono<A> batch) {
        return tries(batch).onErrorMap(failure -> !refused(failure) && !tooLong(failure), Outage::away);
    }

    private static <A> Mono<A> tries(Mono<A> call) {
        return call.retryWhen(Retry.max(RACES).filter(Outage::race));
    }

    private static Throwable away(Throwable failure) {
        return failure instanceof LedgerUnavailable
                ? failure
                : new LedgerUnavailable("the database does not answer", failure);
    }

    /** Waits outages out: tries again, with the same ids, until the database answers. */
    public static <A> Mono<A> waitedOut(Mono<A> call) {
        return call.retryWhen(Retry.backoff(Long.MAX_VALUE, FIRST_PAUSE)
                .maxBackoff(LONGEST_PAUSE)
                .filter(LedgerUnavailable.class::isInstance));
    }
}
