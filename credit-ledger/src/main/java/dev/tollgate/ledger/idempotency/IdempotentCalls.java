package dev.tollgate.ledger.idempotency;

import dev.tollgate.ledger.database.Connections;
import io.r2dbc.spi.Parameters;
import io.r2dbc.spi.R2dbcType;
import io.r2dbc.spi.Readable;
import io.r2dbc.spi.Statement;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Which call each {@code Idempotency-Key} stands for, and its answer. Of all that share a key one is made, on whatever node;
 * the others hear what has become of it. A call that cost nothing, because it was refused or failed, frees its key, unless it
 * may have been made all the same.
 */
public final class IdempotentCalls {

    /**
     * How soon after {@link #begin} a call must have its hold. Half of the time after which the ledger takes a key without a
     * hold for free.
     */
    public static final Duration LEASE = Duration.ofSeconds(30);

    /** How long a key stands for a call, and its answer is kept. */
    public static final Duration KEPT = Duration.ofHours(24);

    /** Bytes of answers that an account keeps of the calls of a day. */
    public static final long MOST_A_DAY = 256L * 1024 * 1024;

    private final Connections connections;

    public IdempotentCalls(Connections connections) {
        this.connections = connections;
    }

    /** What a key stands for. */
    public enum Standing {
        /** For this call, which is to be made now. */
        BEGUN,
        /** For one that has not ended yet. */
        RUNNING,
        /** For one whose answer can be told again. */
        ANSWERED,
        /** For one that was made, or may have been; its answer was too long to keep, broke off, or was lost. */
        MADE,
        /** For a call with another request. */
        OTHER_REQUEST
    }

    /**
     * @param request a hash of what is asked
     * @param id of the call, and of the hold that it will have
     */
    public Mono<Standing> begin(CallKey key, byte[] request, UUID id) {
        return one(
                "SELECT tg_begin_call($1, $2, $3, $4, $5::interval, $6::interval) AS standing",
                row -> Standing.valueOf(Objects.requireNonNull(row.get("standing", String.class))),
                key.account(),
                key.hash(),
                key.hide(request),
                id,
                interval(KEPT),
                interval(LEASE.multipliedBy(2)));
    }

    /**
     * The call is about to go out, and would be made twice if it went out again although it cost nothing. Fails if its key stands
     * for another one by now.
     */
    public Mono<Void> making(CallKey key, UUID id) {
        return one(
                        "SELECT tg_making_call($1, $2, $3) AS found",
                        row -> Objects.requireNonNull(row.get("found", Boolean.class)),
                        key.account(),
                        key.hash(),
                        id)
                .flatMap(found -> found
                        ? Mono.empty()
                        : Mono.error(new IllegalStateException("the key of call " + id + " was taken over")));
    }

    /**
     * The call has ended; does nothing if the key stands for another one by now, or its end was told before.
     *
     * @param made whether the call may have been made although it cost nothing
     * @param answer to tell again; empty: it cannot be. Not kept beyond {@link #MOST_A_DAY}
     */
    public Mono<Void> end(CallKey key, UUID id, boolean made, Optional<byte[]> answer) {
        return one(
                        "SELECT tg_end_call($1, $2, $3, $4, $5, $6) AS ended",
                        row -> true,
                        key.account(),
                        key.hash(),
                        id,
                        made,
                        Parameters.in(
                                R2dbcType.VARBINARY, answer.map(key::close).orElse(null)),
                        MOST_A_DAY)
                .then();
    }

    /** The answer that was kept; empty if there is none any more. */
    public Mono<byte[]> answer(CallKey key) {
        return one(
                        "SELECT answer FROM idempotent_call WHERE wallet_id = $1 AND key_hash = $2 AND answer IS NOT NULL"
                                + " AND begun_at > '-infinity'",
                        row -> Objects.requireNonNull(row.get("answer", byte[].class)),
                        key.account(),
                        key.hash())
                .flatMap(closed -> Mono.justOrEmpty(key.open(closed)));
    }

    /** The call will not be made: its key is free. */
    public Mono<Void> forget(CallKey key, UUID id) {
        return one(
                        "DELETE FROM idempotent_call WHERE wallet_id = $1 AND key_hash = $2 AND request_id = $3"
                                + " AND answer IS NULL RETURNING true AS gone",
                        row -> true,
                        key.account(),
                        key.hash(),
                        id)
                .then();
    }

    /**
     * Takes away calls whose time is over, with their answers.
     *
     * @return how many there were
     */
    public Mono<Integer> sweep(int limit) {
        return one(
                "SELECT tg_forget_calls($1::interval, $2) AS count",
                row -> Objects.requireNonNull(row.get("count", Integer.class)),
                interval(KEPT),
                limit);
    }

    private <A> Mono<A> one(String sql, Function<Readable, A> read, Object... values) {
        return connections.read(connection -> {
            Statement statement = connection.createStatement(sql);
            for (int i = 0; i < values.length; i++) {
                statement.bind(i, values[i]);
            }
            return Flux.from(statement.execute())
                    .flatMap(result -> result.map(read::apply))
                    .next();
        });
    }

    private static String interval(Duration duration) {
        return duration.toMillis() + " milliseconds";
    }
}
