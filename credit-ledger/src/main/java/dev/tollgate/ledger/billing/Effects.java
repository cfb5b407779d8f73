package dev.tollgate.ledger.billing;

import dev.tollgate.ledger.GrantRequest;
import dev.tollgate.ledger.plan.PlanChange;
import dev.tollgate.ledger.plan.PlanTerms;
import dev.tollgate.ledger.plan.Plans;
import dev.tollgate.pricing.Credits;
import io.r2dbc.spi.Connection;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** What an event may change, in the transaction that marks it as done. Each may be called twice. */
public final class Effects {

    private static final long MOST = GrantRequest.MOST_OF_ACCOUNT.nanos();

    private final Connection connection;

    Effects(Connection connection) {
        this.connection = connection;
    }

    /** In a transaction that the caller has begun. */
    public static Effects on(Connection connection) {
        return new Effects(connection);
    }

    /** Gives the credits of a payment, once by its key; false: they were given before. */
    public Mono<Boolean> pay(Payment payment, String reason) {
        return Rows.asked(
                connection,
                "SELECT tg_stripe_pay($1, $2, $3::text::uuid, $4, $5, $6, $7, $8, $9, $10, $11::text::timestamptz,"
                        + " $12::text::timestamptz, $13, $14)",
                payment.key(),
                payment.account(),
                text(payment.order()),
                payment.subscription(),
                payment.price(),
                payment.intent(),
                payment.source().name().toLowerCase(Locale.ROOT),
                payment.amount(),
                payment.cents(),
                payment.credits().nanos(),
                text(payment.until()),
                text(payment.expires()),
                reason,
                MOST);
    }

    private static String text(@Nullable Instant end) {
        return end == null ? "infinity" : end.toString();
    }

    private static @Nullable String text(@Nullable UUID id) {
        return id == null ? null : id.toString();
    }

    /**
     * Brings what is taken back of a payment's credits to where its money is; false: it is there.
     *
     * @param centsBack what went back
     * @param centsInAll of what was paid together with this payment, itself included
     */
    public Mono<Boolean> takeBack(String key, long centsBack, long centsInAll, String reason) {
        return Rows.asked(
                connection, "SELECT tg_stripe_back($1, $2, $3, $4, $5)", key, centsBack, centsInAll, reason, MOST);
    }

    /** Nothing comes of an order, unless it was paid. */
    public Mono<Void> close(UUID order) {
        return Rows.run(connection, "SELECT tg_order_state($1, 'closed', NULL)", order);
    }

    /** An order has become a subscription, which is paid by its invoices. */
    public Mono<Void> begun(UUID order) {
        return Rows.run(connection, "SELECT tg_order_state($1, 'begun', NULL)", order);
    }

    /** Remembers whose a customer is, unless it was deleted at Stripe. */
    public Mono<Void> link(long account, String customer, boolean live) {
        return Rows.run(connection, "SELECT tg_stripe_customer($1, $2, $3)", account, customer, live);
    }

    /** Nobody buys as this customer any more, for it was deleted at Stripe; what was bought stays. */
    public Mono<Void> forget(String customer, boolean live) {
        return Rows.run(connection, "SELECT tg_stripe_forget($1, $2)", customer, live);
    }

    /** Writes a subscription down; false: it had ended before, and stays so. */
    public Mono<Boolean> subscription(Subscription found, boolean live) {
        return Rows.asked(
                connection,
                "SELECT tg_stripe_subscription($1, $2, $3, $4, $5, $6::text::timestamptz, $7, $8, $9)",
                found.id(),
                found.account(),
                found.plan(),
                found.status(),
                found.price(),
                found.periodEnd().toString(),
                found.atEnd(),
                found.paused(),
                live);
    }

    /**
     * A subscription's price was exchanged for another one: so many cents of its last payment are worth money again at Stripe. Of
     * that part of its credits, what is unspent is taken back, what is spent is owed by the next payments. Once by its mark.
     *
     * @param mark names the exchange, as a payment's key does
     * @param from when; what was paid for time that was over by then is not exchanged
     * @param otherwise what is owed if no payment of the price is known
     */
    public Mono<Boolean> exchange(
            String mark, Subscription of, String price, long cents, Instant from, Credits otherwise, String reason) {
        return Rows.asked(
                connection,
                "SELECT tg_stripe_exchange($1, $2, $3, $4, $5, $6, $7::text::timestamptz, $8, $9)",
                mark,
                of.account(),
                of.id(),
                price,
                cents,
                otherwise.nanos(),
                from.toString(),
                reason,
                MOST);
    }

    /** What a plan gives once and the account has not had; it counts as given from now on. */
    public Mono<Credits> once(long account, String plan) {
        return Rows.of(
                        connection,
                        "SELECT tg_plan_once($1, $2) AS once",
                        row -> Credits.ofNanos(Rows.number(row, "once")),
                        account,
                        plan)
                .single();
    }

    /** Tells the database of plans that may be given; before anything else, so that locks are taken in the order of others. */
    public Mono<Void> tell(List<PlanTerms> plans) {
        return Plans.tell(connection, plans);
    }

    /** Remembers what a price is of, for the time when neither the price book nor the environment names it. */
    public Mono<Void> seen(SeenPrice price) {
        return Rows.run(
                connection,
                "SELECT tg_stripe_price_seen($1, $2, $3, $4, $5)",
                price.id(),
                price.plan(),
                price.cents(),
                price.credits().nanos(),
                price.stays());
    }

    /** @param before what was written later stays as it is */
    public Mono<Void> price(StripePrice price, Instant before) {
        return Rows.run(
                connection,
                "SELECT tg_stripe_price($1, $2, $3, $4, $5, $6, $7, $8, $9, $10::text::timestamptz)",
                price.id(),
                price.product(),
                price.plan(),
                price.cents(),
                price.credits().nanos(),
                price.active(),
                price.name(),
                price.once(),
                price.live(),
                time(before));
    }

    private static String time(Instant instant) {
        return instant.equals(Instant.MAX) ? "infinity" : instant.toString();
    }

    /** No other price of this mode is a package any more, but for those that were written after {@code before}. */
    public Mono<Void> pricesAre(Collection<String> ids, boolean live, Instant before) {
        return Rows.run(
                connection,
                "SELECT tg_stripe_prices_are($1, $2, $3::text::timestamptz)",
                ids.toArray(String[]::new),
                live,
                time(before));
    }

    /** This price is no package any more. */
    public Mono<Void> priceGone(String id) {
        return Rows.asked(connection, "SELECT tg_stripe_price_gone($1)", id).then();
    }

    /**
     * Gives an account the plan that its subscription pays for, unless somebody has given it another one since; and says so in
     * the audit log if it is another one.
     */
    public Mono<Void> planBy(Subscription payer, PlanChange change) {
        return Rows.asked(connection, "SELECT tg_stripe_gives($1)", payer.id())
                .flatMap(may -> may ? plan(change, payer.id()) : Mono.empty());
    }

    /**
     * Gives it this plan instead, if the one that it has is paid for by this subscription; others of the account are looked at
     * then.
     *
     * @param look the type of an event that has an object looked at
     */
    public Mono<Void> noPlanBy(Subscription payer, PlanChange change, String look, boolean live) {
        return Rows.asked(connection, "SELECT tg_stripe_gives_no_more($1, $2, $3)", payer.id(), look, live)
                .flatMap(still -> still ? plan(change, payer.id()) : Mono.empty());
    }

    private Mono<Void> plan(PlanChange change, String reason) {
        return Plans.change(connection, change)
                .filter(result -> !result.was().equals(result.now().plan()))
                .flatMap(result -> Rows.run(
                        connection,
                        "SELECT tg_audit('tollgate', 'plan.paid', a.public_id, $2, json_build_object('plan', $3)::text,"
                                + " json_build_object('plan', $4)::text, '') FROM account a WHERE a.id = $1",
                        change.account(),
                        reason,
                        result.was(),
                        result.now().plan()));
    }
}
