package dev.tollgate.ledger;

import static dev.tollgate.ledger.Calls.capture;
import static dev.tollgate.ledger.Calls.credits;
import static dev.tollgate.ledger.Calls.grant;
import static dev.tollgate.ledger.Calls.hold;
import static dev.tollgate.ledger.Calls.release;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.ledger.testing.TestDatabase;
import dev.tollgate.ledger.usage.Basis;
import dev.tollgate.ledger.usage.LoggedRequest;
import dev.tollgate.pricing.Credits;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

/** Credits, holds and gateways whose time is up. */
final class ExpiryIT extends LedgerTest {

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
    void an_abandoned_call_keeps_what_it_had_cost_and_is_charged_that_when_nothing_more_is_heard_of_it() {
        long account = TestDatabase.account(node, "5").id();
        HoldRequest silent = hold(account, "1");
        HoldRequest streaming = hold(account, "3");
        holds(silent);
        holds(streaming);
        now(node.ledger()
                .extend(List.of(new HoldProgress(
                        streaming.id(),
                        HoldProgress.Stage.STREAMING,
                        capture(streaming, "0.75").record())))
                .thenReturn(true));
        abandon(account);
        until(() -> funds(account).onHold().equals(credits("0.75")));
        assertThat(funds(account).available()).isEqualTo(credits("4.25"));

        database.execute("UPDATE hold SET expires_at = now() - interval '1 day' WHERE wallet_id = " + account);
        until(() -> database.query("SELECT id FROM hold WHERE wallet_id = " + account)
                .isEmpty());

        assertThat(funds(account)).isEqualTo(new Balance.Funds(credits("4.25"), Credits.ZERO, Credits.ZERO));
        LoggedRequest charged = now(node.usageLog().find(account, streaming.id()));
        assertThat(charged.state()).isEqualTo(LoggedRequest.State.CAPTURED);
        assertThat(Objects.requireNonNull(charged.record()).basis()).isEqualTo(Basis.PARTIAL);
        assertThat(Objects.requireNonNull(charged.record()).usage().inputTokens())
                .isEqualTo(10);
        assertThat(now(node.usageLog().find(account, silent.id())).state()).isEqualTo(LoggedRequest.State.RELEASED);
    }

    @Test
    void an_abandoned_call_that_comes_back_is_charged_what_it_cost() {
        long account = TestDatabase.account(node, "5").id();
        HoldRequest more = hold(account, "2");
        HoldRequest nothing = hold(account, "2");
        for (HoldRequest request : List.of(more, nothing)) {
            holds(request);
            now(node.ledger()
                    .extend(List.of(new HoldProgress(
                            request.id(),
                            HoldProgress.Stage.STREAMING,
                            capture(request, "1").record())))
                    .thenReturn(true));
        }
        abandon(account);
        until(() -> funds(account).onHold().equals(credits("2")));

        now(node.ledger().capture(capture(more, "1.5")));
        now(node.ledger().release(release(nothing)));

        assertThat(funds(account)).isEqualTo(new Balance.Funds(credits("3.5"), Credits.ZERO, Credits.ZERO));
    }

    @Test
    void a_hold_that_is_extended_stands_on() {
        long account = TestDatabase.account(node, "5").id();
        HoldRequest request = hold(account, "2");
        holds(request);
        database.execute("UPDATE hold SET expires_at = now() + interval '1 minute' WHERE id = '" + request.id() + "'");
        now(node.ledger()
                .extend(List.of(new HoldProgress(
                        request.id(), HoldProgress.Stage.SENT, release(request).record())))
                .thenReturn(true));
        assertThat(database.query("SELECT stage || ' ' || so_far || ' ' || (expires_at > now() + interval '2 minutes')"
                        + " FROM hold WHERE id = '" + request.id() + "'"))
                .containsExactly("1 0 true");
    }

    /** As if the holds' node had died. */
    private void abandon(long account) {
        database.execute("UPDATE hold SET node = gen_random_uuid() WHERE wallet_id = " + account);
    }

    @Test
    void one_locked_account_holds_up_no_other() {
        long locked = TestDatabase.account(node, "5").id();
        long other = TestDatabase.account(node, "5").id();
        holds(hold(locked, "2"));
        holds(hold(other, "2"));
        database.whileLocked("SELECT 1 FROM wallet WHERE id = " + locked + " FOR UPDATE", () -> {
            abandon(locked);
            abandon(other);
            until(() -> funds(other).onHold().isZero());
            assertThat(funds(locked).onHold()).isEqualTo(credits("2"));
        });
        until(() -> funds(locked).onHold().isZero());
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
