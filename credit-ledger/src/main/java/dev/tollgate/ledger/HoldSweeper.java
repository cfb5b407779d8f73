package dev.tollgate.ledger;

import dev.tollgate.ledger.database.Connections;
import dev.tollgate.ledger.database.Outage;
import dev.tollgate.ledger.usage.UsageRecord;
import dev.tollgate.ledger.usage.UsageText;
import dev.tollgate.pricing.Credits;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.Readable;
import io.r2dbc.spi.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Does what the passing of time asks for: gives back holds whose time is over or whose node has died, settles their calls
 * for what they are known to have cost when nobody else does, writes off what is left of expired grants, pays debts with
 * credits whose time has come, ends plans, counts the tokens of calls that nobody counted, gives rewards of which the time has come, makes the tables of
 * the months to come, and forgets attempts that count no more and runs that are long over. Every node runs one; the database lets only one
 * of them sweep at a time. While the database is away it goes on trying, and says so once.
 */
final class HoldSweeper {

    private static final Logger log = LoggerFactory.getLogger(HoldSweeper.class);

    /** A call of a function looks at no more than this, so that its commit is short. */
    private static final int AT_ONCE = 200;

    private static final int MOST_CALLS = 50;

    /** How many months ahead there are tables for, and in how many sweeps that is looked at once. */
    private static final int MONTHS_AHEAD = 3;

    private static final int MONTHS_EVERY = 1800;

    /** Rewards are in no hurry. */
    private static final int REWARDS_EVERY = 5;

    private final Connections connections;
    private final Ledger ledger;
    private final LedgerDatabase.Settings settings;
    private volatile long steadySince;
    private final AtomicBoolean failing = new AtomicBoolean();
    private final Disposable running;

    HoldSweeper(Connections connections, Ledger ledger, LedgerDatabase.Settings settings) {
        this.connections = connections;
        this.ledger = ledger;
        this.settings = settings;
        this.steadySince = System.nanoTime();
        this.running = Flux.interval(settings.sweepEvery())
                .onBackpressureDrop()
                .concatMap(this::look)
                .subscribe();
    }

    /** One failure does not keep the others from being done. */
    private Mono<Boolean> look(long tick) {
        return Flux.just(
                        Mono.defer(() -> isSteady() ? sweep() : Mono.just(0)),
                        settleAbandoned(),
                        whileFull(() -> count("SELECT tg_write_off($1) AS count", AT_ONCE)),
                        whileFull(() -> count("SELECT tg_collect($1) AS count", AT_ONCE)),
                        whileFull(() -> count("SELECT tg_end_plans($1) AS count", AT_ONCE)),
                        whileFull(() -> count("SELECT tg_sweep_tokens(interval '1 minute', $1) AS count", AT_ONCE)),
                        whileFull(() -> count("SELECT tg_sweep_attempts($1) AS count", AT_ONCE)),
                        Mono.defer(() -> tick % REWARDS_EVERY == 0
                                ? whileFull(() -> count("SELECT tg_give_rewards($1) AS count", AT_ONCE))
                                : Mono.just(0)),
                        Mono.defer(() -> tick % MONTHS_EVERY == 0 ? makeMonths() : Mono.just(0)),
                        Mono.defer(() -> tick % MONTHS_EVERY == 0
                                ? whileFull(() -> count("SELECT tg_forget_runs($1) AS count", AT_ONCE))
                                : Mono.just(0)))
                .concatMap(step -> step.thenReturn(true).onErrorResume(this::failed))
                .all(done -> done)
                .doOnNext(all -> {
                    if (all) {
                        recovered();
                    }
                });
    }

    private Mono<Integer> sweep() {
        return whileFull(() -> connections.money(connection -> count(connection
                        .createStatement("SELECT tg_sweep($1::interval, $2) AS count")
                        .bind(0, millis(settings.nodeSilence()))
                        .bind(1, AT_ONCE))))
                .doOnNext(swept -> {
                    if (swept > 0) {
                        log.info("{} holds were past their time or of a dead node; their funds are free again", swept);
                    }
                });
    }

    /** A call that is not heard of for twice the time of a hold is charged by what its node told last. */
    private Mono<Long> settleAbandoned() {
        return connections
                .money(this::abandoned)
                .flatMapMany(Flux::fromIterable)
                .flatMap(
                        hold -> Mono.defer(() -> settle(hold)).onErrorResume(Outage::refused, bad -> {
                            log.error("The abandoned call {} cannot be settled: {}", hold.id(), bad.toString());
                            return Mono.empty();
                        }),
                        AT_ONCE)
                .count()
                .doOnNext(settled -> {
                    if (settled > 0) {
                        log.info(
                                "{} calls of which nothing was heard any more were charged by what was known", settled);
                    }
                });
    }

    private Mono<Settlement> settle(Abandoned hold) {
        UsageRecord record = UsageText.soFar(hold.subject(), hold.openedAt(), hold.soFar(), hold.detail());
        return record.charge().credits().isZero()
                ? ledger.release(new ReleaseRequest(hold.id(), hold.account(), record))
                : ledger.capture(new CaptureRequest(hold.id(), hold.account(), record));
    }

    private record Abandoned(UUID id, long account, String subject, Instant openedAt, Credits soFar, String detail) {
        static Abandoned of(Readable row) {
            return new Abandoned(
                    Objects.requireNonNull(row.get("id", UUID.class)),
                    Objects.requireNonNull(row.get("wallet_id", Long.class)),
                    MoneyFunctions.text(row, "subject"),
                    Objects.requireNonNull(row.get("opened_at", Instant.class)),
                    MoneyFunctions.credits(row, "so_far"),
                    MoneyFunctions.text(row, "detail"));
        }
    }

    private Mono<List<Abandoned>> abandoned(Connection connection) {
        return MoneyFunctions.rows(
                connection
                        .createStatement("SELECT id, wallet_id, subject, opened_at, so_far, detail"
                                + " FROM tg_abandoned($1::interval, $2)")
                        .bind(0, millis(settings.holdTtl()))
                        .bind(1, AT_ONCE),
                Abandoned::of);
    }

    Mono<Integer> makeMonths() {
        return count("SELECT tg_make_months($1) AS count", MONTHS_AHEAD);
    }

    /** One call after the other, until there is nothing left to do, and never for ever. */
    private static Mono<Integer> whileFull(Supplier<Mono<Integer>> call) {
        return Flux.defer(call::get)
                .repeat(MOST_CALLS)
                .takeUntil(done -> done < AT_ONCE)
                .reduce(0, Integer::sum);
    }

    private Mono<Integer> count(String call, int limit) {
        return connections.money(
                connection -> count(connection.createStatement(call).bind(0, limit)));
    }

    private static Mono<Integer> count(Statement statement) {
        return Flux.from(statement.execute())
                .concatMap(result -> result.map(row -> Objects.requireNonNull(row.get("count", Integer.class))))
                .single();
    }

    private static String millis(Duration time) {
        return time.toMillis() + " milliseconds";
    }

    /**
     * While the database was away nobody could be heard. The first who reaches it again must not take the others for dead:
     * they are given half the silence to speak up.
     */
    private boolean isSteady() {
        return System.nanoTime() - steadySince > settings.nodeSilence().toNanos() / 2;
    }

    private void recovered() {
        if (failing.compareAndSet(true, false)) {
            log.info("The sweeper of holds does all of its work again");
        }
    }

    private Mono<Boolean> failed(Throwable failure) {
        if (!Outage.refused(failure)) {
            steadySince = System.nanoTime();
        }
        if (failing.compareAndSet(false, true)) {
            log.warn("The sweeper of holds cannot do all of its work; it goes on trying: {}", failure.toString());
        }
        return Mono.just(false);
    }

    void stop() {
        running.dispose();
    }
}
