package dev.tollgate.ledger.billing;

import dev.tollgate.ledger.database.Connections;
import dev.tollgate.ledger.database.Outage;
import dev.tollgate.pricing.Credits;
import io.r2dbc.spi.Readable;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
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

    /** @param live whether real money is meant; orders of the other mode do not count */
    public Mono<Order.Opened> open(Order order, Order.PromoBounds bounds, boolean live) {
        return Outage.told(connections.money(connection -> Rows.of(
                        connection,
                        "SELECT tg_order_open($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) AS status",
                        row -> Order.Opened.valueOf(Rows.text(row, "status")),
                        order.id(),
                        order.account(),
                        order.kind().name().toLowerCase(Locale.ROOT),
                        order.item(),
                        order.cents(),
                        order.credits().nanos(),
                        order.promo(),
                        bounds.perUser(),
                        bounds.total(),
                        live)
                .single()));
    }

    /** Stripe has made this of it; false: it is not to be paid any more, because another one was opened in its place. */
    public Mono<Boolean> sent(UUID order, String object) {
        return state(order, "open", object);
    }

    /** Nothing comes of it: it has expired, or Stripe refused it. One that was paid stays paid. */
    public Mono<Void> close(UUID order) {
        return state(order, "closed", null).then();
    }

    private Mono<Boolean> state(UUID order, String state, @Nullable String object) {
        return Outage.told(connections.money(
                connection -> Rows.asked(connection, "SELECT tg_order_state($1, $2, $3::text)", order, state, object)));
    }

    public Mono<Order> byId(UUID id) {
        return connections.read(
                connection -> Rows.of(connection, BY_ID, Orders::order, id).singleOrEmpty());
    }

    /**
     * What an account may still pay at Stripe.
     *
     * @param object its session or payment intent
     */
    public record Open(UUID order, Order.Kind kind, String object) {}

    public Mono<List<Open>> open(long account, boolean live) {
        return open("wallet_id = $1 AND livemode = $2", account, live);
    }

    /** Payment intents of apps' own pages that were made between two times, and are not paid as far as the books know. */
    public Mono<List<Open>> unpaidIntents(Instant from, Instant until, boolean live) {
        return open(
                "kind = 'intent' AND created_at >= $1::text::timestamptz AND created_at < $2::text::timestamptz AND livemode = $3",
                from.toString(),
                until.toString(),
                live);
    }

    private Mono<List<Open>> open(String which, Object... values) {
        return connections.read(connection -> Rows.of(
                        connection,
                        "SELECT id, kind, object FROM billing_order WHERE state = 'open' AND object IS NOT NULL AND "
                                + which,
                        row -> new Open(
                                Objects.requireNonNull(row.get("id", UUID.class)), kind(row), Rows.text(row, "object")),
                        values)
                .collectList());
    }

    /** The account's id at Stripe. */
    public Mono<String> customer(long account, boolean live) {
        return connections.read(connection -> Rows.of(
                        connection,
                        "SELECT customer FROM stripe_customer"
                                + " WHERE wallet_id = $1 AND livemode = $2 AND forgotten_at IS NULL",
                        row -> Rows.text(row, "customer"),
                        account,
                        live)
                .singleOrEmpty());
    }

    /** How many customers of the account were deleted at Stripe. */
    public Mono<Long> forgotten(long account, boolean live) {
        return connections.read(connection -> Rows.of(
                        connection,
                        "SELECT count(*) AS forgotten FROM stripe_customer"
                                + " WHERE wallet_id = $1 AND livemode = $2 AND forgotten_at IS NOT NULL",
                        row -> Rows.number(row, "forgotten"),
                        account,
                        live)
                .single());
    }

    /** Whose a customer is, or was before it was deleted at Stripe. */
    public Mono<Long> accountOf(String customer) {
        return connections.read(connection -> Rows.of(
                        connection,
                        "SELECT wallet_id FROM stripe_customer WHERE customer = $1 AND wallet_id IS NOT NULL",
                        row -> Rows.number(row, "wallet_id"),
                        customer)
                .singleOrEmpty());
    }

    /**
     * Remembers an account's customer; the answer is the one that counts, which may be an older one. Empty: it was deleted at
     * Stripe, and there is no other.
     */
    public Mono<String> link(long account, String customer, boolean live) {
        return Outage.told(connections.money(connection -> Rows.of(
                                connection,
                                "SELECT tg_stripe_customer($1, $2, $3) AS customer",
                                row -> Optional.ofNullable(row.get("customer", String.class)),
                                account,
                                customer,
                                live)
                        .single()))
                .flatMap(Mono::justOrEmpty);
    }

    private static Order.Kind kind(Readable row) {
        return Order.Kind.valueOf(Rows.text(row, "kind").toUpperCase(Locale.ROOT));
    }

    private static Order order(Readable row) {
        return new Order(
                Objects.requireNonNull(row.get("id", UUID.class)),
                Rows.number(row, "wallet_id"),
                kind(row),
                Rows.text(row, "item"),
                Rows.number(row, "cents"),
                Credits.ofNanos(Rows.number(row, "credits")),
                Rows.text(row, "promo"));
    }
}
