package dev.tollgate.ledger.billing;

import dev.tollgate.ledger.database.Connections;
import dev.tollgate.ledger.database.Outage;
import dev.tollgate.pricing.Credits;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.Readable;
import io.r2dbc.spi.Result;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * What was bought. An event's effect: read the {@link #version} of what it is about, fetch that from Stripe, then
 * {@link #apply} what follows from it. If somebody else was faster, nothing happens, and it is to be fetched again.
 */
public final class BillingBooks {

    private static final String BOOKED =
            """
            SELECT p.key, p.wallet_id, coalesce(o.item, 'invoice') AS item, p.intent, p.cents, p.credits, p.withheld,
                   p.back, p.exchanged, p.owed, p.at
              FROM stripe_payment p LEFT JOIN billing_order o ON o.id = p.order_id
            """;

    private static final String SUBSCRIPTION =
            "SELECT id, wallet_id, plan, status, price, period_end, at_end, paused FROM stripe_subscription";

    private final Connections connections;

    public BillingBooks(Connections connections) {
        this.connections = connections;
    }

    /** Somebody else has changed the books by the same object meanwhile; what was fetched may be old. */
    public static final class Overtaken extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Overtaken(String object) {
            super(object + " was changed by somebody else meanwhile", null, false, false);
        }
    }

    /** How often the books were changed by an object at Stripe. */
    public Mono<Long> version(String object) {
        return connections.read(connection -> Rows.of(
                        connection,
                        "SELECT version FROM stripe_object WHERE id = $1",
                        row -> Rows.number(row, "version"),
                        object)
                .singleOrEmpty()
                .defaultIfEmpty(0L));
    }

    /**
     * Changes the books by an object and marks the events that told of it as done: all or nothing. Fails with {@link Overtaken} if the object's
     * version is another one now.
     */
    public Mono<Void> apply(List<String> events, String object, long version, Function<Effects, Mono<Void>> effect) {
        return apply(events, object, version, "done", "", effect);
    }

    /** As {@link #apply}, and the events are kept for somebody to look at, with this reason; an empty one keeps nothing. */
    public Mono<Void> applyAndKeep(
            List<String> events, String object, long version, String reason, Function<Effects, Mono<Void>> effect) {
        return apply(events, object, version, reason.isEmpty() ? "done" : "kept", reason, effect);
    }

    private Mono<Void> apply(
            List<String> events,
            String object,
            long version,
            String state,
            String reason,
            Function<Effects, Mono<Void>> effect) {
        return Outage.told(connections.money(connection -> Mono.usingWhen(
                        Mono.just(connection),
                        it -> Rows.run(it, "BEGIN")
                                .then(Rows.asked(it, "SELECT tg_stripe_lock($1, $2)", object, version))
                                .flatMap(own -> own
                                        ? effect.apply(new Effects(it))
                                                .then(Inbox.mark(it, events, state, reason))
                                                .thenReturn(true)
                                        : Mono.just(false)),
                        it -> ended(it, "COMMIT"),
                        (it, failure) -> ended(it, "ROLLBACK"),
                        it -> ended(it, "ROLLBACK"))))
                .flatMap(own -> own ? Mono.empty() : Mono.error(new Overtaken(object)));
    }

    private static Mono<Void> ended(Connection connection, String statement) {
        return Flux.from(connection.createStatement(statement).execute())
                .concatMap(Result::getRowsUpdated)
                .then();
    }

    /** What was given for what was paid by a payment intent. */
    public Mono<List<Payment.Booked>> byIntent(String intent) {
        return connections.read(connection -> Rows.of(
                        connection, BOOKED + " WHERE p.intent = $1 ORDER BY p.key", BillingBooks::booked, intent)
                .collectList());
    }

    /** The account's subscriptions of this mode, the newest change first. */
    public Mono<List<Subscription>> subscriptions(long account, boolean live) {
        return connections.read(connection -> Rows.of(
                        connection,
                        SUBSCRIPTION + " WHERE wallet_id = $1 AND livemode = $2 ORDER BY changed_at DESC",
                        BillingBooks::subscription,
                        account,
                        live)
                .collectList());
    }

    /** What prices were of when their plan was last found, by their names at Stripe; those never seen are left out. */
    public Mono<Map<String, SeenPrice>> seenPrices(Collection<String> ids) {
        return connections.read(connection -> Rows.of(
                        connection,
                        "SELECT id, plan, cents, credits, stays FROM stripe_price WHERE id = ANY ($1) AND plan <> ''",
                        row -> new SeenPrice(
                                Rows.text(row, "id"),
                                Rows.text(row, "plan"),
                                Rows.number(row, "cents"),
                                Credits.ofNanos(Rows.number(row, "credits")),
                                Rows.flag(row, "stays")),
                        (Object) ids.toArray(String[]::new))
                .collectMap(SeenPrice::id));
    }

    /** Packages whose prices are made at Stripe, the cheapest first. */
    public Mono<List<StripePrice.Sold>> packages(boolean live) {
        return connections.read(connection -> Rows.of(
                        connection,
                        "SELECT id, name, cents, credits FROM stripe_price"
                                + " WHERE once AND active AND plan = '' AND credits > 0 AND livemode = $1"
                                + " ORDER BY cents, id",
                        row -> new StripePrice.Sold(
                                Rows.text(row, "id"),
                                Rows.text(row, "name"),
                                Rows.number(row, "cents"),
                                Credits.ofNanos(Rows.number(row, "credits"))),
                        live)
                .collectList());
    }

    /** The time of the database. */
    public Mono<Instant> time() {
        return connections.read(
                connection -> Rows.of(connection, "SELECT clock_timestamp() AS now", row -> Rows.at(row, "now"))
                        .single());
    }

    /** Whether a price at Stripe is for sale as a package. */
    public Mono<Boolean> isPackage(String price) {
        return connections.read(connection -> Rows.asked(
                connection, "SELECT EXISTS (SELECT FROM stripe_price WHERE id = $1 AND once AND active)", price));
    }

    /** Whether its owner has deleted the account. */
    public Mono<Boolean> isDeleted(long account) {
        return connections.read(connection ->
                Rows.asked(connection, "SELECT deleted_at IS NOT NULL FROM account WHERE id = $1", account));
    }

    /** Whether a payment of the account is in the books whose key begins so. */
    public Mono<Boolean> knows(long account, String keys) {
        return connections.read(connection -> Rows.asked(
                connection,
                "SELECT EXISTS (SELECT FROM stripe_payment WHERE wallet_id = $1 AND starts_with(key, $2))",
                account,
                keys));
    }

    /** What was paid by the invoices of a subscription, and the marks of its exchanges; in their order. */
    public Mono<List<Payment.Booked>> ofSubscription(String subscription) {
        return connections.read(connection -> Rows.of(
                        connection,
                        BOOKED + " WHERE p.subscription = $1 ORDER BY p.seq",
                        BillingBooks::booked,
                        subscription)
                .collectList());
    }

    /** Until when Stripe's list of events was read; empty: never. */
    public Mono<Instant> seen() {
        return connections.read(
                connection -> Rows.of(connection, "SELECT seen FROM stripe_cursor", row -> Rows.at(row, "seen"))
                        .singleOrEmpty());
    }

    public Mono<Void> seen(Instant until) {
        return Outage.told(connections
                .money(connection -> Rows.run(
                                connection, "SELECT tg_stripe_seen($1::text::timestamptz)", until.toString())
                        .thenReturn(true))
                .then());
    }

    /** When the books were compared with Stripe last; empty: never. */
    public Mono<Instant> compared() {
        return connections.read(connection -> Rows.of(
                        connection,
                        "SELECT compared FROM stripe_cursor WHERE compared IS NOT NULL",
                        row -> Rows.at(row, "compared"))
                .singleOrEmpty());
    }

    public Mono<Void> compared(Instant at) {
        return Outage.told(connections
                .money(connection -> Rows.run(
                                connection, "SELECT tg_stripe_compared($1::text::timestamptz)", at.toString())
                        .thenReturn(true))
                .then());
    }

    private static Payment.Booked booked(Readable row) {
        return new Payment.Booked(
                Rows.text(row, "key"),
                Rows.number(row, "wallet_id"),
                Rows.text(row, "item"),
                Rows.text(row, "intent"),
                Rows.number(row, "cents"),
                Credits.ofNanos(Rows.number(row, "credits")),
                Credits.ofNanos(Rows.number(row, "withheld")),
                Credits.ofNanos(Rows.number(row, "back")),
                Credits.ofNanos(Rows.number(row, "exchanged")),
                Credits.ofNanos(Rows.number(row, "owed")),
                Rows.at(row, "at"));
    }

    private static Subscription subscription(Readable row) {
        return new Subscription(
                Rows.text(row, "id"),
                Rows.number(row, "wallet_id"),
                Rows.text(row, "plan"),
                Rows.text(row, "status"),
                Rows.text(row, "price"),
                Rows.at(row, "period_end"),
                Rows.flag(row, "at_end"),
                Rows.flag(row, "paused"));
    }
}
