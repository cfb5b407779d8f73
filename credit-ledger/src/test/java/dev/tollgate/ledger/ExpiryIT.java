package dev.tollgate.ledger;

import static dev.tollgate.ledger.Calls.capture;
import static dev.tollgate.ledger.Calls.credits;
import static dev.tollgate.ledger.Calls.grant;
import static dev.tollgate.ledger.Calls.hold;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.ledger.testing.LedgerInvariants;
import dev.tollgate.ledger.testing.TestDatabase;
import dev.tollgate.ledger.usage.LoggedRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import reactor.core.publisher.Mono;

/** Credits, holds and gateways whose time is up. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ExpiryIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final TestDatabase database = TestDatabase.fresh();
    private LedgerDatabase node;

    @BeforeAll
    void open() {
        node = database.open();
    }

    @AfterEach
    void every_invariant_holds() {
        LedgerInvariants.check(database);
    }

    @AfterAll
    void close() {
        node.close();
        database.close();
    }

    private static <T> T now(Mono<T> mono) {
        return Objects.requireNonNull(mono.block(PATIENCE));
    }

    private HoldResult.Status holds(HoldRequest request) {
        return now(node.ledger().hold(request)).status();
    }

    private Balance.Funds funds(long account) {
        return now(node.ledger().balance(account)).funds();
    }

    @Test
    void expired_credits_are_not_spent_and_soon_expiring_ones_are_spent_first() {
        long account = TestDatabase.account(node, "5").id();
        now(node.ledger()
                .grant(grant(account, "gone-" + account, "5", Instant.now().minusSeconds(60))));
        until(() -> database.query(
                        "SELECT amount / 1000000000 FROM entry WHERE to_account = 'breakage' AND wallet_id = "
                                + account)
                .equals(List.of("5")));
        now(node.ledger()
                .grant(grant(account, "soon-" + account, "5", Instant.now().plusSeconds(3600))));
        assertThat(funds(account).available()).isEqualTo(credits("10"));
        assertThat(holds(hold(account, "10.5"))).isEqualTo(HoldResult.Status.INSUFFICIENT);

        HoldRequest request = hold(account, "6");
        holds(request);
        now(node.ledger().capture(capture(request, "6")));

        assertThat(database.query("SELECT unnest(lot_free) / 1000000000 FROM wallet WHERE id = " + account))
                .containsExactly("0", "4");
    }

    @Test
    void a_hold_past_its_time_is_free_again_and_is_captured_all_the_same() {
        long account = TestDatabase.account(node, "5").id();
        HoldRequest request = hold(account, "2");
        holds(request);
        database.execute("UPDATE hold SET expires_at = now() WHERE id = '" + request.id() + "'");
        until(() -> funds(account).available().equals(credits("5")));
        assertThat(now(node.usageLog().find(account, request.id())).state()).isEqualTo(LoggedRequest.State.EXPIRED);

        assertThat(now(node.ledger().capture(capture(request, "2"))).status()).isEqualTo(Settlement.Status.CAPTURED);
        assertThat(funds(account).available()).isEqualTo(credits("3"));
    }

    @Test
    void the_holds_of_a_node_that_died_are_given_back() {
        long account = TestDatabase.account(node, "5").id();
        HoldRequest request = hold(account, "2");
        holds(request);
        database.execute(
                "WITH dead AS (INSERT INTO node VALUES (gen_random_uuid(), now() - interval '1 minute') RETURNING id)"
                        + " UPDATE hold SET node = dead.id FROM dead WHERE hold.id = '" + request.id() + "'");
        until(() -> funds(account).available().equals(credits("5")));
    }

    private static void until(BooleanSupplier condition) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("waited too long").isLessThan(end);
            Thread.onSpinWait();
        }
    }
}
