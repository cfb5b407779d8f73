package dev.tollgate.ledger.billing;

import dev.tollgate.ledger.GrantRequest;
import dev.tollgate.ledger.plan.PlanChange;
import dev.tollgate.ledger.plan.Plans;
import dev.tollgate.pricing.Credits;
import io.r2dbc.spi.Connection;
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
                "SELECT tg_stripe_pay($1, $2, $3::text::uuid, $4, $5, $6, $7, $8, $9::text::timestamptz, $10, $11)",
                payment.key(),
                payment.account(),
                text(payment.order()),
                payment.price(),
                payment.intent(),
                payment.source().name().toLowerCase(Locale.ROOT),
                payment.cents(),
                payment.credits().nanos(),
                payment.expires() == null ? "infinity" : payment.expires().toString(),
                reason,
                MOST);
    }

    private static @Nullable String text(@Nullable UUID id) {
        return id == null ? null : id.toString();
    }

    /** Brings what is taken back of a payment's credits to this; false: it is there. */
    public Mono<Boolean> takeBack(String key, Credits back, String reason) {
        return Rows.asked(connection, "SELECT tg_stripe_back($1, $2, $3, $4)", key, back.nanos(), reason, MOST);
    }

    /** Nothing comes of an order, unless it was paid. */
    public Mono<Void> close(UUID order) {
        return Rows.run(connection, "SELECT tg_order_state($1, 'closed', NULL)", order);
    }

    /** An order has become a subscription, which is paid by its invoices. */
    public Mono<Void> begun(UUID order) {
        return Rows.run(connection, "SELECT tg_order_state($1, 'begun', NULL)", order);
    }

    /** Remembers whose a customer is. */
    public Mono<Void> link(long account, String customer) {
        return Rows.run(connection, "SELECT tg_stripe_customer($1, $2)", account, customer);
    }

    /** Forgets a customer; what was bought stays. */
    public Mono<Void> forget(String customer) {
        return Rows.run(connection, "SELECT tg_stripe_forget($1)", customer);
    }

    /** Writes a subscription down; false: it had ended before, and stays so. */
    public Mono<Boolean> subscription(Subscription found) {
        return Rows.asked(
                connection,
                "SELECT tg_stripe_subscription($1, $2, $3, $4, $5, $6::text::timestamptz, $7, $8)",
                found.id(),
                found.account(),
                found.plan(),
                found.status(),
                found.price(),
                found.periodEnd().toString(),
                found.atEnd(),
                found.paused());
    }

    /**
     * Takes back of what a price's payment gave, because it was exchanged for another one, but never what is spent already.
     *
     * @param key of the payment that gave it
     */
    public Mono<Boolean> exchange(String key, Credits most, String reason) {
        return Rows.asked(connection, "SELECT tg_stripe_exchange($1, $2, $3, $4)", key, most.nanos(), reason, MOST);
    }

    public Mono<Void> price(StripePrice price) {
        return Rows.run(
                connection,
                "SELECT tg_stripe_price($1, $2, $3, $4, $5, $6)",
                price.id(),
                price.product(),
                price.plan(),
                price.cents(),
                price.credits().nanos(),
                price.active());
    }

    /** Gives an account another plan, and says so in the audit log if it is another one. */
    public Mono<Void> plan(PlanChange change, String reason) {
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

    /** The same, for an account that is on this plan still. */
    public Mono<Void> planIf(String on, PlanChange change, String reason) {
        return Rows.asked(
                        connection,
                        "SELECT EXISTS (SELECT FROM account WHERE id = $1 AND plan = $2)",
                        change.account(),
                        on)
                .flatMap(still -> still ? plan(change, reason) : Mono.empty());
    }
}
