package dev.tollgate.ledger.billing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.ledger.LedgerDatabase;
import dev.tollgate.ledger.testing.TestDatabase;
import dev.tollgate.pricing.Credits;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** However many begin to buy at once: of an account's pages for a subscription, one can be paid on. */
final class OrdersIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final TestDatabase database = TestDatabase.fresh();
    private LedgerDatabase node;
    private Orders orders;

    @BeforeEach
    void open() {
        node = database.open();
        orders = node.orders();
    }

    @AfterEach
    void close() {
        node.close();
        database.close();
    }

    private CompletableFuture<Order.Opened> opened(UUID id, long account) {
        Order order = new Order(id, account, Order.Kind.SUBSCRIPTION, "plan pro", 1000, Credits.ZERO, "");
        return orders.open(order, Order.PromoBounds.NONE, false).toFuture();
    }

    @Test
    void a_page_that_is_being_written_down_as_open_is_seen_by_who_wants_the_next() {
        long account = TestDatabase.account(node, "0").id();
        UUID first = UUID.randomUUID();
        UUID second = UUID.randomUUID();
        assertThat(opened(first, account).join()).isEqualTo(Order.Opened.OPENED);
        List<CompletableFuture<Order.Opened>> next = new ArrayList<>();

        database.beforeCommit("SELECT tg_order_state('" + first + "', 'open', 'cs_first')", () -> {
            next.add(opened(second, account));
            database.awaitNone("SELECT WHERE NOT EXISTS (SELECT FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
                    + " AND datname = current_database() AND query LIKE '%tg_order_open%')");
        });

        assertThat(next.get(0).join()).isEqualTo(Order.Opened.PAGE_OPEN);
        assertThat(database.query("SELECT object FROM billing_order WHERE state IN ('new', 'open')"))
                .containsExactly("cs_first");
    }

    @Test
    void a_page_whose_order_was_closed_for_another_one_is_not_opened_any_more() {
        long account = TestDatabase.account(node, "0").id();
        UUID first = UUID.randomUUID();
        UUID second = UUID.randomUUID();
        assertThat(opened(first, account).join()).isEqualTo(Order.Opened.OPENED);
        assertThat(opened(second, account).join()).isEqualTo(Order.Opened.OPENED);
        assertThat(orders.sent(first, "cs_first").block(PATIENCE)).isFalse();
        assertThat(orders.sent(second, "cs_second").block(PATIENCE)).isTrue();
        assertThat(opened(UUID.randomUUID(), account).join()).isEqualTo(Order.Opened.PAGE_OPEN);
    }
}
