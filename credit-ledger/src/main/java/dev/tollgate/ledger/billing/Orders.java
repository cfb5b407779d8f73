package dev.tollgate.ledger.billing;

import dev.tollgate.ledger.database.Connections;
import dev.tollgate.ledger.database.Outage;
import dev.tollgate.pricing.Credits;
import io.r2dbc.spi.Readable;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** Orders, and who their buyers are at Stripe. An order is written down before Stripe hears of it. */
public final class Orders {

    private static final String BY_ID =
            "SELECT id, wallet_id, kind, item, cents, credits, promo FROM billing_order WHERE id = $1";

    private final Connections connections;

    public Orders(Connections connections) {
        this.connections = connections;
    }

    public Mono<Order.Opened> open(Order order, Order.PromoBounds bounds) {
        return Outage.told(connections.money(connection -> Rows.of(
                        connection,
                        "SELECT tg_order_open($1, $2, $3, $4, $5, $6, $7, $8, $9) AS status",
                        row -> Order.Opened.valueOf(Rows.text(row, "status")),
                        order.id(),
                        order.account(),
                        order.kind().name().toLowerCase(Locale.ROOT),
                        order.item(),
                        order.cents(),
                        order.credits().nanos(),
                        order.promo(),
                        bounds.perUser(),
                        bounds.total())
                .single()));
    }

    /** Stripe has made this of it. */
    public Mono<Void> sent(UUID order, String object) {
        return state(order, "open", object);
    }

    /** Nothing comes of it: it has expired, or Stripe refused it. One that was paid stays paid. */
    public Mono<Void> close(UUID order) {
        return state(order, "closed", null);
    }

    private Mono<Void> state(UUID order, String state, @Nullable String object) {
        return Outage.told(connections
                .money(connection -> Rows.run(
                                connection, "SELECT tg_order_state($1, $2, $3::text)", order, state, object)
                        .thenReturn(true))
                .then());
    }

    public Mono<Order> byId(UUID id) {
        return connections.read(
                connection -> Rows.of(connection, BY_ID, Orders::order, id).singleOrEmpty());
    }

    /** The sessions at Stripe on which an account may still begin a subscription. */
    public Mono<List<String>> openSubscriptions(long account) {
        return connections.read(connection -> Rows.of(
                        connection,
                        "SELECT object FROM billing_order WHERE wallet_id = $1 AND kind = 'subscription' AND state = 'open'",
                        row -> Rows.text(row, "object"),
                        account)
                .collectList());
    }

    /** The account's id at Stripe. */
    public Mono<String> customer(long account) {
        return connections.read(connection -> Rows.of(
                        connection,
                        "SELECT customer FROM stripe_customer WHERE wallet_id = $1",
                        row -> Rows.text(row, "customer"),
                        account)
                .singleOrEmpty());
    }

    /** Whose a customer is. */
    public Mono<Long> accountOf(String customer) {
        return connections.read(connection -> Rows.of(
                        connection,
                        "SELECT wallet_id FROM stripe_customer WHERE customer = $1",
                        row -> Rows.number(row, "wallet_id"),
                        customer)
                .singleOrEmpty());
    }

    /** Remembers an account's customer; the answer is the one that counts, which may be an older one. */
    public Mono<String> link(long account, String customer) {
        return Outage.told(connections.money(connection -> Rows.of(
                        connection,
                        "SELECT tg_stripe_customer($1, $2) AS customer",
                        row -> Rows.text(row, "customer"),
                        account,
                        customer)
                .single()));
    }

    private static Order order(Readable row) {
        return new Order(
                Objects.requireNonNull(row.get("id", UUID.class)),
                Rows.number(row, "wallet_id"),
                Order.Kind.valueOf(Rows.text(row, "kind").toUpperCase(Locale.ROOT)),
                Rows.text(row, "item"),
                Rows.number(row, "cents"),
                Credits.ofNanos(Rows.number(row, "credits")),
                Rows.text(row, "promo"));
    }
}
