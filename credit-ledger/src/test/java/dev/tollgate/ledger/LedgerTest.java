package dev.tollgate.ledger;

import dev.tollgate.ledger.testing.LedgerInvariants;
import dev.tollgate.ledger.testing.TestDatabase;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.TestInstance;
import reactor.core.publisher.Mono;

/** Two nodes on a database of their own, whose invariants are checked after every test. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class LedgerTest {

    static final Duration PATIENCE = Duration.ofSeconds(120);

    final TestDatabase database = TestDatabase.fresh();
    final LedgerDatabase node = database.open();
    final LedgerDatabase otherNode = database.open();

    @AfterEach
    void every_invariant_holds() {
        LedgerInvariants.check(database);
    }

    @AfterAll
    void close() {
        node.close();
        otherNode.close();
        database.close();
    }

    static <T> T now(Mono<T> mono) {
        return Objects.requireNonNull(mono.block(PATIENCE));
    }

    /** Waits for what somebody else is to do. */
    static void eventually(BooleanSupplier done) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!done.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("it did not happen in " + PATIENCE);
            }
            LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
        }
    }

    Balance.Funds funds(long account) {
        return now(node.ledger().balance(account)).funds();
    }

    HoldResult.Status holds(HoldRequest request) {
        return now(node.ledger().hold(request)).status();
    }
}
