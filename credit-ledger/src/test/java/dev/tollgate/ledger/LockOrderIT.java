package dev.tollgate.ledger;

import static dev.tollgate.ledger.Calls.capture;
import static dev.tollgate.ledger.Calls.grant;
import static dev.tollgate.ledger.Calls.hold;
import static dev.tollgate.ledger.Calls.release;
import static dev.tollgate.ledger.Calls.spend;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.ledger.testing.LedgerInvariants;
import dev.tollgate.ledger.testing.TestDatabase;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Ten thousand wallets in any order, in large batches of every kind on two nodes, beside their sweepers. */
final class LockOrderIT {

    private static final Duration PATIENCE = Duration.ofSeconds(180);
    private static final int WALLETS = 10_000;
    private static final int MOVES = 10_000;
    private static final int AT_ONCE = 500;

    private final TestDatabase database = TestDatabase.fresh();
    private final Random random = new Random(11);

    @AfterEach
    void drop() {
        database.close();
    }

    @Test
    void batches_of_any_wallets_in_any_order_never_lock_each_other_out() {
        database.withoutWaitingForTheDisk();
        try (LedgerDatabase one = database.open();
                LedgerDatabase other = database.open()) {
            database.fill(WALLETS);
            List<Ledger> nodes = List.of(one.ledger(), other.ledger());
            List<Mono<String>> moves = IntStream.range(0, MOVES)
                    .mapToObj(n -> move(nodes, 1 + random.nextInt(WALLETS)))
                    .toList();
            List<String> answers = Objects.requireNonNull(Flux.fromIterable(moves)
                    .flatMap(move -> move, AT_ONCE)
                    .collectList()
                    .block(PATIENCE));
            assertThat(answers).hasSize(MOVES).containsOnly("CAPTURED", "RELEASED", "SPENT", "GRANTED", "ABANDONED");
        }
        // A connection counts its deadlocks for all to see when it ends.
        until(() -> database.query("SELECT count(*) FROM pg_stat_activity"
                        + " WHERE datname = current_database() AND pid <> pg_backend_pid()")
                .equals(List.of("0")));
        assertThat(database.query("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()"))
                .containsExactly("0");
        LedgerInvariants.check(database);
    }

    /** Placed by one node and ended by any; those that are abandoned are past their time when the sweepers look. */
    private Mono<String> move(List<Ledger> nodes, long wallet) {
        Ledger first = nodes.get(random.nextInt(nodes.size()));
        Ledger second = nodes.get(random.nextInt(nodes.size()));
        HoldRequest request = hold(wallet, "3");
        switch (random.nextInt(8)) {
            case 0:
                return first.spend(spend(wallet, request.id().toString(), "0.3", "sms"))
                        .map(spent -> spent.status().name());
            case 1:
                return first.grant(grant(wallet, UUID.randomUUID().toString(), "0.2", null))
                        .map(given -> given.status().name());
            case 2:
                return first.hold(request)
                        .then(second.release(release(request)))
                        .map(settled -> settled.status().name());
            case 3:
                return first.hold(request).thenReturn("ABANDONED");
            default:
                return first.hold(request)
                        .then(second.capture(capture(request, random.nextBoolean() ? "3" : "5")))
                        .map(settled -> settled.status().name());
        }
    }

    private static void until(java.util.function.BooleanSupplier condition) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("waited too long").isLessThan(end);
            Thread.onSpinWait();
        }
    }
}
