package dev.tollgate.ledger;

import dev.tollgate.ledger.database.Connections;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.Statement;
import java.time.Duration;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Tells the database that this node is alive, gives back holds whose time is over or whose node has died, and writes off
 * what is left of expired grants. Every node runs one; the database lets only one of them sweep at a time. While the
 * database is away it goes on trying, and says so once.
 */
final class HoldSweeper {

    private static final Logger log = LoggerFactory.getLogger(HoldSweeper.class);

    private static final int AT_ONCE = 1000;

    /** How many months ahead there are tables for, and in how many sweeps that is looked at once. */
    private static final int MONTHS_AHEAD = 3;

    private static final int MONTHS_EVERY = 1800;

    private final Connections connections;
    private final UUID node;
    private final Duration silence;
    private volatile long steadySince;
    private final AtomicBoolean failing = new AtomicBoolean();
    private final Disposable running;

    /**
     * @param every how often to look; also how often this node says that it is alive
     * @param silence how long a node may be silent before its holds are given back
     */
    HoldSweeper(Connections connections, UUID node, Duration every, Duration silence) {
        this.connections = connections;
        this.node = node;
        this.silence = silence;
        this.steadySince = System.nanoTime();
        this.running = Flux.interval(every)
                .onBackpressureDrop()
                .concatMap(tick -> heartbeat()
                        .then(Mono.defer(() -> isSteady() ? sweep() : Mono.just(0)))
                        .then(writeOff())
                        .then(Mono.defer(() -> tick % MONTHS_EVERY == 0 ? makeMonths() : Mono.just(0)))
                        .doOnSuccess(swept -> recovered())
                        .onErrorResume(this::failed))
                .subscribe();
    }

    Mono<Void> heartbeat() {
        return connections
                .money(connection -> Flux.from(connection
                                .createStatement("SELECT tg_heartbeat($1)")
                                .bind(0, node)
                                .execute())
                        .concatMap(result -> result.map(row -> true))
                        .then(Mono.just(true)))
                .then();
    }

    private Mono<Integer> sweep() {
        return connections.money(this::sweepOn).doOnNext(swept -> {
            if (swept > 0) {
                log.info("{} holds were past their time or of a dead node; their funds are free again", swept);
            }
        });
    }

    private Mono<Integer> writeOff() {
        return connections.money(connection -> count(
                connection.createStatement("SELECT tg_write_off($1) AS count").bind(0, AT_ONCE)));
    }

    Mono<Integer> makeMonths() {
        return connections.money(connection -> count(
                connection.createStatement("SELECT tg_make_months($1) AS count").bind(0, MONTHS_AHEAD)));
    }

    private Mono<Integer> sweepOn(Connection connection) {
        return count(connection
                .createStatement("SELECT tg_sweep($1::interval, $2) AS count")
                .bind(0, silence.toMillis() + " milliseconds")
                .bind(1, AT_ONCE));
    }

    private static Mono<Integer> count(Statement statement) {
        return Flux.from(statement.execute())
                .concatMap(result -> result.map(row -> Objects.requireNonNull(row.get("count", Integer.class))))
                .single();
    }

    /**
     * While the database was away nobody could be heard. The first who reaches it again must not take the others for dead:
     * they are given half the silence to speak up.
     */
    private boolean isSteady() {
        return System.nanoTime() - steadySince > silence.toNanos() / 2;
    }

    private void recovered() {
        if (failing.compareAndSet(true, false)) {
            log.info("The sweeper of holds reaches the database again");
        }
    }

    private Mono<Integer> failed(Throwable failure) {
        steadySince = System.nanoTime();
        if (failing.compareAndSet(false, true)) {
            log.warn("The sweeper of holds does not reach the database; it goes on trying: {}", failure.toString());
        }
        return Mono.empty();
    }

    void stop() {
        running.dispose();
    }
}
