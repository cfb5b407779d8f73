package dev.tollgate.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.ledger.database.DatabaseUrl;
import dev.tollgate.ledger.key.Budget;
import dev.tollgate.ledger.key.KeyTerms;
import dev.tollgate.ledger.testing.LedgerInvariants;
import dev.tollgate.ledger.testing.TestDatabase;
import dev.tollgate.ledger.usage.Subject;
import dev.tollgate.ledger.usage.UsageRecord;
import dev.tollgate.pricing.Credits;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/** The database and a plain Java model run the same random moves and answer the same, after each move. */
final class ModelParityIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final long SEED = Long.getLong("tollgate.seed", 20261121L);
    private static final int SEQUENCES = Integer.getInteger("tollgate.sequences", 2000);
    private static final int MOVES = 50;
    private static final int AT_ONCE = 64;
    private static final Instant FAR = Instant.parse("2096-01-01T00:00:00Z");

    private final TestDatabase database = TestDatabase.fresh();

    /** Expiries are made one after the other, on one connection: they would wait for each other anyway. */
    private final Scheduler expiries = Schedulers.newBoundedElastic(1, Integer.MAX_VALUE, "expiries");

    private @Nullable Connection expiring;

    @BeforeEach
    void connect() throws SQLException {
        database.withoutWaitingForTheDisk();
        expiring = DatabaseUrl.parse(database.r2dbcUrl()).connect();
    }

    @AfterEach
    void disconnect() throws SQLException {
        expiries.dispose();
        Objects.requireNonNull(expiring).close();
        database.close();
    }

    @Test
    void answers_as_the_model_does() {
        // The sweeper sleeps: holds and grants expire when the test says so.
        LedgerDatabase.Settings settings = new LedgerDatabase.Settings(
                database.r2dbcUrl(), 8, Duration.ofHours(1), Duration.ofHours(1), Duration.ofHours(1));
        try (LedgerDatabase one = LedgerDatabase.open(settings);
                LedgerDatabase other = LedgerDatabase.open(settings)) {
            List<Sequence> sequences = LongStream.range(0, SEQUENCES)
                    .mapToObj(n -> new Sequence(n % 2 == 0 ? one : other, SEED + n))
                    .toList();
            List<Integer> accepted = Flux.fromIterable(sequences)
                    .flatMap(Sequence::run, AT_ONCE)
                    .collectList()
                    .block(PATIENCE.multipliedBy(15));
            int moved = Objects.requireNonNull(accepted).stream()
                    .mapToInt(Integer::intValue)
                    .sum();
            System.out.printf(
                    "%d sequences of %d moves from seed %d: %d moves were accepted%n", SEQUENCES, MOVES, SEED, moved);
            assertThat(moved).as("moves that were accepted").isGreaterThan(SEQUENCES * MOVES / 4);
            LedgerInvariants.check(database);
        }
    }

    /** One account's random moves; the sequences run side by side, so that their moves share batches. */
    private final class Sequence {
        private final Ledger ledger;
        private final long seed;
        private final Random random;
        private final LedgerDatabase opened;
        private final long account;
        private final String key;
        private final long keyNumber;

        /** What the holds that were placed are for. */
        private final Map<UUID, Subject> subjects = new HashMap<>();

        private final ModelLedger model = new ModelLedger();
        private final List<UUID> ids = new ArrayList<>();
        private final List<String> done = new ArrayList<>();
        private int accepted;

        Sequence(LedgerDatabase opened, long seed) {
            this.ledger = opened.ledger();
            this.seed = seed;
            this.random = new Random(seed);
            this.opened = opened;
            this.account = TestDatabase.account(opened, "0").id();
            this.key = Objects.requireNonNull(opened.accountKeys()
                            .create(account, KeyTerms.named("test"))
                            .block(PATIENCE))
                    .id();
            this.keyNumber = Objects.requireNonNull(
                            opened.accountKeys().find(account, key).block(PATIENCE))
                    .number();
        }

        Mono<Integer> run() {
            return Flux.range(0, MOVES).concatMap(n -> move()).then(Mono.fromSupplier(() -> accepted));
        }

        private Mono<Void> move() {
            int kind = random.nextInt(29);
            if (kind < 4) {
                return grant();
            } else if (kind < 11) {
                return hold();
            } else if (kind < 17) {
                return settle(true);
            } else if (kind < 19) {
                return settle(false);
            } else if (kind < 21) {
                return spend();
            }
            return switch (kind) {
                case 21 -> thenSame(expireGrants());
                case 22 -> thenSame(expireHold());
                case 23 -> correct();
                case 26 -> thenSame(limit());
                case 27, 28 -> raise();
                default -> thenSame(extend());
            };
        }

        private Mono<Void> grant() {
            String reference = account + "-" + random.nextInt(12);
            GrantRequest.Source source = GrantRequest.Source.values()[random.nextInt(6)];
            long amount = 1 + random.nextInt(30);
            boolean live = random.nextInt(5) > 0;
            done.add("grant " + reference + " " + source + " " + amount + " " + live);
            GrantResult.Status expected = model.grant(reference, source, amount, live);
            return ledger.grant(new GrantRequest(
                            account,
                            source,
                            reference,
                            Credits.ofNanos(amount),
                            "",
                            GrantTerms.until(live ? FAR : Instant.EPOCH)))
                    .map(result -> same(result.status(), expected, result.balance()))
                    .then();
        }

        private Mono<Void> hold() {
            UUID id = ids.isEmpty() || random.nextInt(16) > 0 ? new UUID(seed, random.nextLong()) : anId();
            ids.add(id);
            long amount = random.nextInt(20);
            long floor = random.nextInt(4) == 0 ? random.nextInt(30) : 0;
            String run = random.nextInt(3) == 0 ? "run-" + random.nextInt(3) : null;
            Long runBudget = run != null && random.nextBoolean() ? (long) random.nextInt(60) : null;
            done.add("hold " + id + " " + amount + " " + floor + " " + run + " " + runBudget);
            HoldResult.Status expected = model.hold(id, amount, floor, run, runBudget);
            Subject subject = Calls.hold(id, account, "0").subject().paidBy(keyNumber, run);
            if (expected == HoldResult.Status.PLACED) {
                subjects.putIfAbsent(id, subject);
            }
            return ledger.hold(new HoldRequest(
                            id,
                            account,
                            Credits.ofNanos(amount),
                            Credits.ofNanos(floor),
                            subject,
                            runBudget == null ? null : Credits.ofNanos(runBudget)))
                    .map(result -> same(result.status(), expected, result.balance()))
                    .then();
        }

        private Mono<Void> raise() {
            UUID id = anId();
            long amount = random.nextInt(40);
            done.add("raise " + id + " " + amount);
            RaiseResult.Status expected = model.raise(id, amount);
            return ledger.raise(new RaiseRequest(id, account, Credits.ofNanos(amount), "gpt-test"))
                    .map(result -> same(result.status(), expected, result.balance()))
                    .then();
        }

        private UUID anId() {
            return ids.isEmpty() ? new UUID(seed, 0) : ids.get(random.nextInt(ids.size()));
        }

        private Mono<Void> settle(boolean capture) {
            UUID id = anId();
            long amount = random.nextInt(30);
            done.add((capture ? "capture " : "release ") + id + " " + amount);
            Settlement.Status expected = model.settle(id, capture, amount);
            Mono<Settlement> settled = capture
                    ? ledger.capture(
                            Calls.capture(placed(id), Credits.ofNanos(amount).toString()))
                    : ledger.release(Calls.release(placed(id)));
            return settled.map(result -> expected == Settlement.Status.NO_HOLD
                            ? same(result.status(), expected, funds(List.of(0L, 0L, 0L)), List.of(0L, 0L, 0L))
                            : same(result.status(), expected, result.balance()))
                    .then();
        }

        private HoldRequest placed(UUID id) {
            HoldRequest plain = Calls.hold(id, account, "0");
            return new HoldRequest(
                    id, account, plain.amount(), plain.floor(), subjects.getOrDefault(id, plain.subject()));
        }

        private Mono<Void> limit() {
            Long most = random.nextInt(3) == 0 ? null : (long) random.nextInt(120);
            done.add("limit " + most);
            model.limit(most);
            Map<Budget.Period, Credits> budgets =
                    most == null ? Map.of() : Map.of(Budget.Period.TOTAL, Credits.ofNanos(most));
            return opened.accountKeys()
                    .change(account, key, KeyTerms.named("test").withBudgets(budgets))
                    .then();
        }

        private Mono<Void> spend() {
            String name = "key-" + random.nextInt(12);
            long amount = 1 + random.nextInt(12);
            done.add("spend " + name + " " + amount);
            SpendResult.Status expected = model.spend(name, amount);
            SpendRequest plain =
                    Calls.spend(account, name, Credits.ofNanos(amount).toString(), "sms");
            return ledger.spend(new SpendRequest(
                            plain.id(),
                            account,
                            name,
                            plain.body(),
                            plain.charge(),
                            plain.service(),
                            plain.tags(),
                            false,
                            keyNumber,
                            null,
                            Optional.empty()))
                    .map(result -> same(result.status(), expected, result.balance(), model.fundsAtSpend(name)))
                    .then();
        }

        private Mono<Void> expireHold() {
            UUID id = anId();
            done.add("expire hold " + id);
            model.expire(id);
            return run(
                    "UPDATE hold SET expires_at = now() WHERE id = '" + id + "'",
                    "SELECT tg_sweep('1 day', 1000)",
                    "SELECT 1 FROM hold WHERE state = 0 AND id = '" + id + "'");
        }

        private Mono<Void> extend() {
            UUID id = anId();
            long soFar = random.nextInt(20);
            done.add("extend " + id + " " + soFar);
            model.extend(id, soFar);
            UsageRecord record = Calls.capture(
                            Calls.hold(id, account, "0"), Credits.ofNanos(soFar).toString())
                    .record();
            return ledger.extend(List.of(new HoldProgress(id, HoldProgress.Stage.STREAMING, record)));
        }

        private Mono<Void> correct() {
            String reference = "c-" + account + "-" + random.nextInt(6);
            long amount = 1 + random.nextInt(10);
            boolean give = random.nextBoolean();
            done.add((give ? "give " : "adjust ") + reference + " " + amount);
            CorrectionResult.Status expected = model.correct(reference, give, amount);
            Credits credits = Credits.ofNanos(amount);
            CorrectionRequest request = give
                    ? CorrectionRequest.give(account, reference, credits, "")
                    : CorrectionRequest.adjust(account, reference, credits, "");
            return ledger.correct(request)
                    .map(result -> same(result.status(), expected, result.balance()))
                    .then();
        }

        private Mono<Void> expireGrants() {
            String reference = account + "-" + random.nextInt(12);
            GrantRequest.Source source = GrantRequest.Source.values()[random.nextInt(6)];
            done.add("expire grant " + reference + " " + source);
            model.expire(reference, source);
            return run(
                    "UPDATE wallet w SET lot_until[array_position(w.lot_grants, g.id)] = 'epoch', next_until = 'epoch'"
                            + " FROM credit_grant g WHERE w.id = g.wallet_id AND g.id = ANY (w.lot_grants)"
                            + " AND g.reference = '" + reference + "' AND g.source = '"
                            + source.name().toLowerCase(java.util.Locale.ROOT) + "'",
                    "SELECT tg_write_off(1000)",
                    "SELECT 1 FROM wallet WHERE next_until <= now() AND id = " + account);
        }

        /**
         * Takes the sweeper's locks, so that it does not find them taken and do nothing. It passes a wallet over that is
         * locked for long, so it is asked until nothing is due.
         */
        private Mono<Void> run(String change, String sweep, String due) {
            String locked = "BEGIN; SELECT pg_advisory_xact_lock(7264001), pg_advisory_xact_lock(7264002); ";
            return Mono.<Void>fromCallable(() -> {
                        try (Statement statement =
                                Objects.requireNonNull(expiring).createStatement()) {
                            statement.execute(locked + change + "; " + sweep + "; COMMIT");
                            while (isTrue(statement, due)) {
                                statement.execute(locked + sweep + "; COMMIT");
                            }
                        }
                        return null;
                    })
                    .subscribeOn(expiries);
        }

        private static boolean isTrue(Statement statement, String due) throws SQLException {
            try (ResultSet rows = statement.executeQuery(due)) {
                return rows.next();
            }
        }

        /** Of moves that answer nothing. */
        private Mono<Void> thenSame(Mono<Void> move) {
            return move.then(Mono.defer(() -> ledger.balance(account)))
                    .doOnNext(balance -> assertThat(balance.funds())
                            .as("seed %s, account %s, fails after %s moves: %s", seed, account, done.size(), done)
                            .isEqualTo(funds(model.funds())))
                    .then();
        }

        private boolean same(Enum<?> status, Enum<?> expected, Balance.Funds funds) {
            return same(status, expected, funds, model.funds());
        }

        private boolean same(Enum<?> status, Enum<?> expected, Balance.Funds funds, List<Long> balance) {
            assertThat(status)
                    .as("seed %s, account %s, fails after %s moves: %s", seed, account, done.size(), done)
                    .isEqualTo(expected);
            assertThat(funds)
                    .as("seed %s, account %s, fails after %s moves: %s", seed, account, done.size(), done)
                    .isEqualTo(funds(balance));
            if (List.of("GRANTED", "PLACED", "CAPTURED", "RELEASED", "CORRECTED", "SPENT", "RAISED")
                    .contains(status.name())) {
                accepted++;
            }
            return true;
        }

        private static Balance.Funds funds(List<Long> nanos) {
            return new Balance.Funds(
                    Credits.ofNanos(nanos.get(0)), Credits.ofNanos(nanos.get(1)), Credits.ofNanos(nanos.get(2)));
        }
    }
}
