package dev.tollgate.ledger.analytics;

import dev.tollgate.ledger.database.Connections;
import io.r2dbc.spi.Connection;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Keeps the sums of the usage log. Every node runs one; the database lets only one of them work at a time. Steps are as
 * long as the database does in the time that it gives a statement: after a step that took too long the next is shorter.
 */
public final class UsageRollup {

    private static final Logger log = LoggerFactory.getLogger(UsageRollup.class);

    private static final Duration LONGEST_STEP = Duration.ofDays(8);
    private static final Duration FIRST_STEP = Duration.ofHours(1);
    private static final Duration SHORTEST_STEP = Duration.ofMillis(100);

    /** Of one look; a log of many days is caught up with in several. */
    private static final int MOST_STEPS = 20;

    /** How far the clocks of two servers of a database may be apart when one takes over. */
    private static final Duration MARGIN = Duration.ofSeconds(10);

    private final Connections connections;
    private final Duration margin;
    private final AtomicBoolean failing = new AtomicBoolean();
    private final Disposable running;
    private volatile Duration step = FIRST_STEP;

    public UsageRollup(Connections connections, Duration every) {
        this.connections = connections;
        this.margin = MARGIN;
        this.running = Flux.interval(every, every)
                .onBackpressureDrop()
                .concatMap(tick -> look())
                .subscribe();
    }

    private Mono<Boolean> look() {
        return Mono.defer(this::oneStep)
                .repeat(MOST_STEPS)
                .takeWhile(behind -> behind)
                .then(Mono.fromSupplier(this::recovered))
                .onErrorResume(failure -> Mono.fromSupplier(() -> failed(failure)));
    }

    private Mono<Boolean> oneStep() {
        Duration asked = step;
        return connections
                .read(connection -> rollUp(connection, asked))
                .doOnNext(behind -> step = shorter(asked.multipliedBy(2), LONGEST_STEP))
                .doOnError(failure -> step = longer(asked.dividedBy(4), SHORTEST_STEP));
    }

    private Mono<Boolean> rollUp(Connection connection, Duration asked) {
        return Flux.from(connection
                        .createStatement("SELECT behind FROM tg_roll_up($1::interval, $2::interval)")
                        .bind(0, asked.toMillis() + " milliseconds")
                        .bind(1, margin.toMillis() + " milliseconds")
                        .execute())
                .concatMap(result -> result.map(row -> Objects.requireNonNull(row.get("behind", Boolean.class))))
                .single(false);
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) > 0 ? one : other;
    }

    private boolean recovered() {
        if (failing.compareAndSet(true, false)) {
            log.info("The sums of the usage log are kept again");
        }
        return true;
    }

    private boolean failed(Throwable failure) {
        if (failing.compareAndSet(false, true)) {
            log.warn(
                    "The sums of the usage log cannot be kept; it goes on trying, and answers are made from the log: {}",
                    failure.toString());
        }
        return false;
    }

    public void stop() {
        running.dispose();
    }
}
