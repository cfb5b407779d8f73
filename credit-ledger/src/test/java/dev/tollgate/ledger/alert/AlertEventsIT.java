package dev.tollgate.ledger.alert;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.ledger.LedgerDatabase;
import dev.tollgate.ledger.SpendRequest;
import dev.tollgate.ledger.SpendResult;
import dev.tollgate.ledger.database.Outage;
import dev.tollgate.ledger.testing.TestDatabase;
import dev.tollgate.pricing.Charge;
import dev.tollgate.pricing.Credits;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Crossings and their deliveries in the ledger: once each, on any number of nodes. */
final class AlertEventsIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int CALLS = 64;

    @Test
    void one_event_when_many_settlements_on_two_nodes_cross_together() {
        try (TestDatabase database = TestDatabase.fresh();
                LedgerDatabase one = database.open();
                LedgerDatabase other = database.open()) {
            long account = TestDatabase.account(one, "64").id();
            Credits threshold = Credits.of(BigDecimal.valueOf(32));
            one.alerts().watch(List.of(account), threshold, List.of()).block(PATIENCE);
            Flux.range(0, CALLS)
                    .flatMap(
                            nth -> spendOne(nth % 2 == 0 ? one : other, account, nth)
                                    .flatMap(spent -> watch(nth % 2 == 0 ? one : other, account, threshold)),
                            CALLS)
                    .blockLast(PATIENCE);

            assertThat(database.query("SELECT count(*) FROM alert_event")).containsExactly("1");
            assertThat(database.query("SELECT low FROM alert_state")).containsExactly("t");
        }
    }

    private static Mono<SpendResult> spendOne(LedgerDatabase node, long account, int nth) {
        SpendRequest request = new SpendRequest(
                UUID.randomUUID(),
                account,
                "k" + nth,
                new byte[] {1},
                new Charge(Credits.of(BigDecimal.ONE), BigDecimal.ONE, "v1", List.of()),
                "sms",
                Map.of(),
                false);
        // On a busy machine so many at once may wait too long for a connection; each counts once all the same.
        return Outage.waitedOut(Mono.defer(() -> node.ledger().spend(request)));
    }

    private static Mono<List<Standing>> watch(LedgerDatabase node, long account, Credits at) {
        Alerts alerts = node.alerts();
        return Outage.waitedOut(Mono.defer(() -> alerts.watch(List.of(account), at, List.of())));
    }

    @Test
    void what_nobody_saw_is_found_by_the_sweep_and_running_holds_are_no_reason() {
        try (TestDatabase database = TestDatabase.fresh();
                LedgerDatabase node = database.open()) {
            Credits threshold = Credits.of(BigDecimal.TEN);
            long fell = TestDatabase.account(node, "64").id();
            long never = TestDatabase.account(node, "3").id();
            for (int nth = 0; nth < 60; nth++) {
                spendOne(node, fell, nth).block(PATIENCE);
            }
            spendOne(node, never, 0).block(PATIENCE);
            node.alerts().sweep(0, 10, threshold, List.of("email")).block(PATIENCE);
            node.alerts().sweep(0, 10, threshold, List.of("email")).block(PATIENCE);

            assertThat(database.query("SELECT wallet_id FROM alert_event")).containsExactly(Long.toString(fell));
            assertThat(database.query("SELECT channel FROM alert_delivery")).containsExactly("email");
        }
    }

    @Test
    void is_told_in_order_by_one_node_at_a_time_and_given_up_after_three_days() {
        try (TestDatabase database = TestDatabase.fresh();
                LedgerDatabase node = database.open()) {
            long account = TestDatabase.account(node, "1").id();
            database.execute("INSERT INTO alert_event (public_id, wallet_id, kind, balance, threshold, at)"
                    + " SELECT 'evt_' || n, " + account + ", 'low_balance', 1, 2, now() - interval '4 days' * (2 - n)"
                    + " FROM generate_series(1, 2) n;"
                    + " INSERT INTO alert_delivery (event_id, wallet_id, channel, next_at)"
                    + " SELECT id, wallet_id, 'email', now() FROM alert_event");
            Alerts alerts = node.alerts();

            Delivery first = due(alerts).get(0);
            assertThat(first.alert().id()).isEqualTo("evt_1");
            assertThat(due(alerts))
                    .as("the first is not told yet, and somebody else's")
                    .isEmpty();
            // As if the node that had taken it had died.
            database.execute("UPDATE alert_delivery SET next_at = now() WHERE tries > 0");
            Delivery again = due(alerts).get(0);
            assertThat(again.alert().id()).isEqualTo("evt_1");
            assertThat(again.tries()).isEqualTo(2);
            alerts.end(again, null, "no answer").block(PATIENCE);

            assertThat(database.query("SELECT ended || ' ' || problem FROM alert_delivery WHERE ended IS NOT NULL"))
                    .containsExactly("given_up no answer");
            Delivery second = due(alerts).get(0);
            assertThat(second.alert().id()).isEqualTo("evt_2");
            alerts.end(second, "delivered", "").block(PATIENCE);
            assertThat(due(alerts)).isEmpty();
        }
    }

    private static List<Delivery> due(Alerts alerts) {
        return Objects.requireNonNull(alerts.take(10, Duration.ofHours(1)).block(PATIENCE));
    }
}
