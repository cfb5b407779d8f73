package dev.tollgate.ledger;

import static dev.tollgate.ledger.Calls.capture;
import static dev.tollgate.ledger.Calls.grant;
import static dev.tollgate.ledger.Calls.hold;
import static dev.tollgate.ledger.Calls.raise;
import static dev.tollgate.ledger.Calls.release;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.ledger.testing.LedgerInvariants;
import dev.tollgate.ledger.testing.TestDatabase;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** Everything that can happen to one hold happens at once, from two nodes, thousands of times. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class OneHoldRacesIT {

    private static final Duration PATIENCE = Duration.ofSeconds(120);
    private static final int ROUNDS = 2000;
    private static final int AT_ONCE = 48;
    private static final int ACCOUNTS = 20;
    private static final int EXPIRING = 200;
    private static final Instant FAR = Instant.parse("2096-01-01T00:00:00Z");

    private final TestDatabase database = TestDatabase.fresh();
    private final Random random = new Random(7);
    private LedgerDatabase one;
    private LedgerDatabase other;

    @BeforeAll
    void open() {
        database.withoutWaitingForTheDisk();
        one = database.open();
        other = database.open();
    }

    @AfterEach
    void every_invariant_holds() {
        LedgerInvariants.check(database);
    }

    @AfterAll
    void close() {
        one.close();
        other.close();
        database.close();
    }

    private static <T> List<T> all(Flux<T> flux) {
        return Objects.requireNonNull(flux.collectList().block(PATIENCE));
    }

    private Ledger node() {
        return (random.nextBoolean() ? one : other).ledger();
    }

    private Mono<Integer> sql(String statement) {
        return Mono.fromSupplier(() -> {
                    database.execute(statement);
                    return 0;
                })
                .subscribeOn(Schedulers.boundedElastic());
    }

    /** What all who did something to one hold were answered. */
    private record Round(HoldRequest request, List<String> answers) {
        long count(Enum<?> status) {
            return answers.stream().filter(status.name()::equals).count();
        }
    }

    @Test
    void a_hold_that_is_placed_raised_captured_released_and_swept_at_once_ends_one_way() {
        List<Long> accounts = IntStream.range(0, ACCOUNTS)
                .mapToObj(i -> TestDatabase.account(one, "100000").id())
                .toList();
        List<Round> rounds =
                all(Flux.range(0, ROUNDS).flatMap(n -> round(hold(accounts.get(n % ACCOUNTS), "2")), AT_ONCE));

        Set<String> charged =
                Set.copyOf(database.query("SELECT request_id || ' ' || charged FROM usage_record WHERE charged > 0"
                        + " AND wallet_id BETWEEN " + accounts.get(0) + " AND " + accounts.get(ACCOUNTS - 1)));
        assertThat(rounds).allSatisfy(round -> {
            long captured = round.count(Settlement.Status.CAPTURED);
            long released = round.count(Settlement.Status.RELEASED);
            assertThat(captured + released).isLessThanOrEqualTo(1);
            assertThat(round.count(HoldResult.Status.PLACED)).isPositive();
            assertThat(charged.contains(round.request().id() + " 1500000000")).isEqualTo(captured == 1);
        });
        assertThat(charged).hasSize((int) rounds.stream()
                .filter(round -> round.count(Settlement.Status.CAPTURED) == 1)
                .count());
        assertThat(charged).isNotEmpty();
        assertThat(rounds).anyMatch(round -> round.count(Settlement.Status.RELEASED) == 1);
        assertThat(rounds).anyMatch(round -> round.count(RaiseResult.Status.RAISED) == 1);
    }

    private Mono<Round> round(HoldRequest request) {
        String expire = "UPDATE hold SET expires_at = now() WHERE id = '" + request.id() + "' AND state = 0";
        boolean swap = random.nextBoolean();
        Ledger first = (swap ? one : other).ledger();
        Ledger second = (swap ? other : one).ledger();
        Mono<HoldResult> placed = first.hold(request).cache();
        Flux<String> all = Flux.merge(
                placed.map(held -> held.status().name()),
                first.capture(capture(request, "1.5"))
                        .map(settled -> settled.status().name()),
                second.release(release(request)).map(settled -> settled.status().name()),
                random.nextInt(4) > 0
                        ? Flux.empty()
                        : first.extend(List.of(new HoldProgress(
                                        request.id(),
                                        HoldProgress.Stage.STREAMING,
                                        capture(request, "1").record())))
                                .thenReturn("EXTENDED"),
                random.nextInt(20) > 0
                        ? Flux.empty()
                        : placed.then(second.raise(raise(request, "3")))
                                .map(raised -> raised.status().name()),
                random.nextInt(4) > 0
                        ? Flux.empty()
                        : second.hold(request).map(held -> held.status().name()));
        // Few of those that are raised or expire, because each takes a connection; the sweeper of either node finds
        // them within 200 milliseconds.
        return (random.nextInt(20) == 0 ? all.mergeWith(sql(expire).map(rows -> "EXPIRED")) : all)
                .collectList()
                .map(answers -> new Round(request, answers));
    }

    @Test
    void a_grant_that_expires_during_its_hold_pays_what_was_held_and_the_rest_is_written_off() {
        List<Long> accounts = IntStream.range(0, EXPIRING)
                .mapToObj(i -> TestDatabase.account(one, "0").id())
                .toList();
        all(Flux.fromIterable(accounts)
                .flatMap(account -> node().grant(grant(account, "ends-" + account, "10", FAR)), AT_ONCE));
        List<HoldRequest> holds =
                accounts.stream().map(account -> hold(account, "6")).toList();
        all(Flux.fromIterable(holds).flatMap(request -> node().hold(request), AT_ONCE));

        Flux<Settlement> ends = Flux.fromIterable(holds)
                .flatMap(
                        request -> request.account() % 4 == 0
                                ? node().release(release(request))
                                : node().capture(capture(request, "4")),
                        AT_ONCE);
        Mono<Settlement> end = Mono.<Settlement>fromRunnable(() -> database.execute(
                        "UPDATE wallet SET lot_until = array_fill('epoch'::timestamptz, ARRAY[cardinality(lot_until)]),"
                                + " next_until = 'epoch' WHERE id BETWEEN " + accounts.get(0) + " AND "
                                + accounts.get(EXPIRING - 1)))
                .subscribeOn(Schedulers.boundedElastic());
        assertThat(all(Flux.merge(ends, end))).hasSize(EXPIRING).allSatisfy(settled -> assertThat(settled.status())
                .isIn(Settlement.Status.CAPTURED, Settlement.Status.RELEASED));

        String every = "wallet_id BETWEEN " + accounts.get(0) + " AND " + accounts.get(EXPIRING - 1);
        until(() -> database.query("SELECT sum(posted) FROM wallet WHERE " + every.replace("wallet_id", "id"))
                .equals(List.of("0")));
        assertThat(database.query("SELECT DISTINCT sum(amount) FROM entry WHERE from_account = 'wallet' AND " + every
                        + " GROUP BY wallet_id"))
                .containsExactly("10000000000");
        assertThat(database.query(
                        "SELECT count(*) FROM entry WHERE kind = 'capture' AND amount = 4000000000 AND " + every))
                .containsExactly(Long.toString(
                        accounts.stream().filter(account -> account % 4 != 0).count()));
    }

    private static void until(BooleanSupplier condition) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("waited too long").isLessThan(end);
            Thread.onSpinWait();
        }
    }
}
