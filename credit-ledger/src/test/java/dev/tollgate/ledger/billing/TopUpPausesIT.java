package dev.tollgate.ledger.billing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.ledger.LedgerDatabase;
import dev.tollgate.ledger.testing.TestDatabase;
import dev.tollgate.pricing.Credits;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** While Stripe answers each order with an error of its own, the next ones begin less and less often. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class TopUpPausesIT {

    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final Duration PAUSE = Duration.ofSeconds(2);
    private static final long PRICE = 500;

    private final TestDatabase database = TestDatabase.fresh();
    private final LedgerDatabase node = database.open();
    private final TopUps topUps = node.topUps();
    private final long account = TestDatabase.account(node, "1").id();

    @AfterAll
    void close() {
        node.close();
        database.close();
    }

    /** When its time has come; {@code changed_at} is that time from then on. */
    private TopUp.Due taken() {
        database.execute("UPDATE top_up SET next_at = now(), changed_at = now()");
        return Objects.requireNonNull(topUps.take(1, PAUSE, Duration.ZERO).block(PATIENCE))
                .get(0);
    }

    private Order opened() {
        TopUp.Due due = taken();
        assertThat(due.charge()).isNull();
        Order order = new Order(
                UUID.randomUUID(), account, Order.Kind.TOPUP, "test", PRICE, Credits.of(new BigDecimal(5)), "");
        assertThat(topUps.open(order, due.version(), "cus_1", "pm_1", Duration.ZERO, false)
                        .block(PATIENCE))
                .isEqualTo(TopUp.Opened.OPENED);
        return order;
    }

    /** One that Stripe has failed to charge, and of which it knows nothing afterwards. */
    private void dropped() {
        Order order = opened();
        assertThat(taken().charge()).isNotNull();
        topUps.drop(order.id()).block(PATIENCE);
    }

    private String one(String query) {
        return database.query(query).get(0);
    }

    @Test
    void the_first_new_order_begins_at_once_and_the_next_ones_after_a_pause_that_grows_until_one_was_paid() {
        topUps.put(account, new TopUp.Setting(true, Credits.of(new BigDecimal(10)), "", PRICE, 2 * PRICE))
                .block(PATIENCE);
        dropped();
        assertThat(one("SELECT next_at <= clock_timestamp() FROM top_up")).isEqualTo("t");
        for (long seconds : new long[] {16, 64, 256, 1024, 3600}) {
            dropped();
            assertThat(one("SELECT next_at >= changed_at + interval '" + seconds + " seconds' FROM top_up"))
                    .as("after %d seconds at least", seconds)
                    .isEqualTo("t");
        }
        Order order = opened();
        database.execute("UPDATE billing_order SET state = 'paid' WHERE id = '" + order.id() + "'");
        assertThat(taken().tries()).isEqualTo(1);
    }
}
