package dev.tollgate.ledger.attempt;

import dev.tollgate.ledger.database.Connections;
import dev.tollgate.ledger.database.LedgerUnavailable;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Objects;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * The attempts of late, by a name, as all nodes count them together and by the database's clock. Of a name the database has the
 * SHA-256 alone. All of it fails with {@link LedgerUnavailable} while the database does not answer.
 */
public final class AttemptCounts {

    private final Connections connections;

    public AttemptCounts(Connections connections) {
        this.connections = connections;
    }

    /**
     * Counts an attempt. It counts when it begins, so that a thousand at once are not one.
     *
     * @param name what is tried and by whom; attempts of different kinds have different names
     * @return zero; or what is left to wait, if it comes too early, and then it does not count
     */
    public Mono<Duration> begin(String name, Pace pace) {
        return connections.read(connection -> Flux.from(connection
                        .createStatement("SELECT tg_attempt($1, $2, $3, $4) AS early")
                        .bind(0, hash(name))
                        .bind(1, pace.free())
                        .bind(2, pace.first().toMillis())
                        .bind(3, pace.longest().toMillis())
                        .execute())
                .concatMap(result ->
                        result.map(row -> Duration.ofMillis(Objects.requireNonNull(row.get("early", Long.class)))))
                .single());
    }

    /** Takes back one attempt that was no guess. */
    public Mono<Void> giveBack(String name, Pace pace) {
        return connections.read(connection -> Flux.from(connection
                        .createStatement("SELECT tg_give_attempt_back($1, $2)")
                        .bind(0, hash(name))
                        .bind(1, pace.longest().toMillis())
                        .execute())
                .concatMap(result -> result.map(row -> true))
                .then());
    }

    /** Forgets all attempts under this name. */
    public Mono<Void> forget(String name) {
        return connections.read(connection -> Flux.from(connection
                        .createStatement("SELECT tg_forget_attempts($1)")
                        .bind(0, hash(name))
                        .execute())
                .concatMap(result -> result.map(row -> true))
                .then());
    }

    private static ByteBuffer hash(String name) {
        try {
            return ByteBuffer.wrap(MessageDigest.getInstance("SHA-256").digest(name.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java platform has SHA-256", impossible);
        }
    }
}
