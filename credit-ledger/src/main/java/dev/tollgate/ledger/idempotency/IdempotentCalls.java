package dev.tollgate.ledger.idempotency;

import dev.tollgate.ledger.database.Connections;
import io.r2dbc.spi.Parameters;
import io.r2dbc.spi.R2dbcType;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Which call each {@code Idempotency-Key} stands for, and its answer. Of all that share a key one is made, on whatever node;
 * the others hear what has become of it. A call that cost nothing, because it was refused or failed, frees its key.
 */
public final class IdempotentCalls {

    /**
     * How soon after {@link #begin} a call must have its hold. Half of the time after which the ledger takes a key without a
     * hold for free.
     */
    public static final Duration LEASE = Duration.ofSeconds(30);

    /** How long a key stands for a call, and its answer is kept. */
    public static final Duration KEPT = Duration.ofHours(24);

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
        /** For one that was made and charged; its answer was too long to keep, broke off, or was lost with its node. */
        CHARGED,
        /** For a call with another path or body. */
        OTHER_REQUEST
    }

    /**
     * @param request a hash of what is asked
     * @param id of the call, and of the hold that it will have
     */
    public Mono<Standing> begin(CallKey key, byte[] request, UUID id) {
        return connections.read(connection -> Flux.from(connection
                        .createStatement("SELECT tg_begin_call($1, $2, $3, $4, $5::interval, $6::interval) AS standing")
                        .bind(0, key.account())
                        .bind(1, key.hash())
                        .bind(2, request)
                        .bind(3, id)
                        .bind(4, interval(KEPT))
                        .bind(5, interval(LEASE.multipliedBy(2)))
                        .execute())
                .flatMap(result -> result.map(row -> Objects.requireNonNull(row.get("standing", String.class))))
                .next()
                .map(Standing::valueOf));
    }

    /**
     * The call has ended; does nothing if the key stands for another one by now.
     *
     * @param answer to tell again; empty: it cannot be
     */
    public Mono<Void> end(CallKey key, UUID id, Optional<byte[]> answer) {
        return connections.read(connection -> Flux.from(connection
                        .createStatement("SELECT tg_keep_answer($1, $2, $3, $4)")
                        .bind(0, key.account())
                        .bind(1, key.hash())
                        .bind(2, id)
                        .bind(
                                3,
                                Parameters.in(
                                        R2dbcType.VARBINARY,
                                        answer.map(key::close).orElse(null)))
                        .execute())
                .flatMap(result -> result.map(row -> true))
                .then());
    }

    /** The answer that was kept; empty if there is none any more. */
    public Mono<byte[]> answer(CallKey key) {
        return connections.read(connection -> Flux.from(connection
                        .createStatement("SELECT answer FROM idempotent_call"
                                + " WHERE wallet_id = $1 AND key_hash = $2 AND answer IS NOT NULL")
                        .bind(0, key.account())
                        .bind(1, key.hash())
                        .execute())
                .flatMap(result -> result.map(row -> Objects.requireNonNull(row.get("answer", byte[].class))))
                .next()
                .flatMap(closed -> Mono.justOrEmpty(key.open(closed))));
    }

    /** The call will not be made: its key is free. */
    public Mono<Void> forget(CallKey key, UUID id) {
        return connections.read(connection -> Flux.from(connection
                        .createStatement("DELETE FROM idempotent_call"
                                + " WHERE wallet_id = $1 AND key_hash = $2 AND request_id = $3 AND answer IS NULL")
                        .bind(0, key.account())
                        .bind(1, key.hash())
                        .bind(2, id)
                        .execute())
                .flatMap(result -> result.getRowsUpdated())
                .then());
    }

    /**
     * Takes away calls whose time is over, with their answers.
     *
     * @return how many there were
     */
    public Mono<Integer> sweep(int limit) {
        return connections.read(connection -> Flux.from(connection
                        .createStatement("SELECT tg_forget_calls($1::interval, $2) AS count")
                        .bind(0, interval(KEPT))
                        .bind(1, limit)
                        .execute())
                .flatMap(result -> result.map(row -> Objects.requireNonNull(row.get("count", Integer.class))))
                .next());
    }

    private static String interval(Duration duration) {
        return duration.toMillis() + " milliseconds";
    }
}
