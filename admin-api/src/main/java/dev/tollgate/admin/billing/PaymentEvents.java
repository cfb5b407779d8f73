package dev.tollgate.admin.billing;

import com.stripe.model.PaymentIntent;
import com.stripe.model.checkout.Session;
import dev.tollgate.ledger.billing.BillingBooks;
import dev.tollgate.ledger.billing.Effects;
import dev.tollgate.ledger.billing.Order;
import dev.tollgate.ledger.billing.Orders;
import dev.tollgate.ledger.billing.Payment;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Purchases: whichever event tells of one, its payment intent is fetched with all that went back of it, and the books are
 * brought to that. Whether a session is complete says nothing; only what was paid counts.
 */
@Component
final class PaymentEvents {

    /** In the metadata of all that we have made at Stripe: which order of ours it is. */
    static final String ORDER = "tollgate_order";

    /** Why an event of such an account is kept. */
    static final String DELETED = "the account is deleted: cancel and refund";

    private final StripeCalls stripe;
    private final Orders orders;
    private final BillingBooks books;
    private final MoneyBack moneyBack;
    private final SubscriptionEvents subscriptions;
    private final Strangers strangers;

    PaymentEvents(
            StripeCalls stripe,
            Orders orders,
            BillingBooks books,
            MoneyBack moneyBack,
            SubscriptionEvents subscriptions,
            Strangers strangers) {
        this.stripe = stripe;
        this.orders = orders;
        this.books = books;
        this.moneyBack = moneyBack;
        this.subscriptions = subscriptions;
        this.strangers = strangers;
    }

    /** Of a session: a purchase, or the beginning of a subscription. */
    Mono<Verdict> session(News news) {
        return books.version(news.object()).flatMap(version -> stripe.ask(
                        calls -> calls.checkout().sessions().retrieve(news.object()))
                .flatMap(session -> order(session.getMetadata())
                        .flatMap(order -> session(news, version, session, order))
                        .switchIfEmpty(Mono.fromSupplier(() -> nobodys(session)))));
    }

    /** One that names an order is ours, even if the order is not in the books. */
    private Verdict nobodys(Session session) {
        String order =
                session.getMetadata() == null ? null : session.getMetadata().get(ORDER);
        String reason = "the session has no order of this gateway (" + ORDER + ")";
        return order == null ? strangers.verdict(reason) : Verdict.kept(reason);
    }

    private Mono<Verdict> session(News news, long version, Session session, Order order) {
        if (order.kind() == Order.Kind.SUBSCRIPTION) {
            return begun(news, version, session, order);
        }
        if (session.getPaymentIntent() != null && !"expired".equals(session.getStatus())) {
            return intent(news, session.getPaymentIntent(), "complete".equals(session.getStatus()));
        }
        if ("no_payment_required".equals(session.getPaymentStatus()) && "complete".equals(session.getStatus())) {
            if (order.cents() != 0) {
                return Mono.just(Verdict.kept("nothing was paid, the order says " + order.cents() + " cents"));
            }
            Payment free = payment("cs:" + session.getId(), order, "");
            return unlessDeleted(order, applied(news, version, it -> it.pay(free, order.item())
                    .then()));
        }
        return "expired".equals(session.getStatus())
                ? applied(news, version, it -> it.close(order.id()))
                : Mono.just(Verdict.ignored("not paid yet"));
    }

    /** The order is open until the books know its subscription: so there is never a time for a second one. */
    private Mono<Verdict> begun(News news, long version, Session session, Order order) {
        if ("expired".equals(session.getStatus())) {
            return applied(news, version, it -> it.close(order.id()));
        }
        return "complete".equals(session.getStatus()) && session.getSubscription() != null
                ? subscriptions.begun(news, session.getSubscription(), order.id())
                : Mono.just(Verdict.ignored("not complete yet"));
    }

    private Mono<Verdict> unlessDeleted(Order order, Mono<Verdict> given) {
        return books.isDeleted(order.account()).flatMap(deleted -> deleted ? Mono.just(Verdict.kept(DELETED)) : given);
    }

    Mono<Verdict> intent(News news) {
        return intent(news, news.object(), false);
    }

    /** Of whatever is told, it is this intent that matters. */
    Mono<Verdict> intent(News news, String intent) {
        return intent(news, intent, false);
    }

    /** @param over whether its page takes no other card any more; what was refused then is refused for good */
    private Mono<Verdict> intent(News news, String id, boolean over) {
        return books.version(id).flatMap(version -> Mono.zip(
                        stripe.ask(calls -> calls.paymentIntents().retrieve(id)), moneyBack.of(id), books.byIntent(id))
                .flatMap(all -> order(all.getT1().getMetadata())
                        .map(Optional::of)
                        .defaultIfEmpty(Optional.empty())
                        .flatMap(order -> order.isEmpty()
                                ? other(news, all.getT1(), all.getT2())
                                : all.getT3().isEmpty()
                                        ? first(news, version, all.getT1(), order.get(), all.getT2(), over)
                                        : again(news, id, version, all.getT3(), all.getT2()))));
    }

    /** Money for an order that is not in the books is not the money of nobody, unless all of it went back. */
    private Mono<Verdict> other(News news, PaymentIntent intent, MoneyBack.Taken taken) {
        String order =
                intent.getMetadata() == null ? null : intent.getMetadata().get(ORDER);
        String none = "the payment has no order of this gateway (" + ORDER + ")";
        long left = Objects.requireNonNullElse(intent.getAmountReceived(), 0L) - taken.cents();
        if (left <= 0) {
            return subscriptions.intent(news, intent.getId(), Verdict.ignored(none));
        }
        return order == null
                ? subscriptions.intent(news, intent.getId(), strangers.verdict(none))
                : Mono.just(
                        Verdict.kept("the payment is for the order " + order + ", which this gateway does not know"));
    }

    private Mono<Verdict> first(
            News news, long version, PaymentIntent intent, Order order, MoneyBack.Taken taken, boolean over) {
        if (!"succeeded".equals(intent.getStatus())) {
            boolean refused = over && "requires_payment_method".equals(intent.getStatus());
            return refused || "canceled".equals(intent.getStatus())
                    ? applied(news, intent.getId(), version, "", it -> it.close(order.id()))
                    : Mono.just(Verdict.ignored("not paid yet: " + intent.getStatus()));
        }
        if (intent.getAmountReceived() != order.cents() || !"usd".equals(intent.getCurrency())) {
            return Mono.just(Verdict.kept(intent.getAmountReceived() + " " + intent.getCurrency()
                    + " cents were paid, the order says " + order.cents() + " usd"));
        }
        Payment payment = payment("pi:" + intent.getId(), order, intent.getId());
        return unlessDeleted(
                order, applied(news, intent.getId(), version, taken.inquiry(), it -> it.pay(payment, order.item())
                        .then(it.takeBack(payment.key(), taken.cents(), payment.cents(), taken.reason()))
                        .then()));
    }

    private Mono<Verdict> again(
            News news, String id, long version, List<Payment.Booked> booked, MoneyBack.Taken taken) {
        return applied(news, id, version, taken.inquiry(), it -> Flux.fromIterable(booked)
                .concatMap(payment -> it.takeBack(payment.key(), taken.cents(), payment.cents(), taken.reason()))
                .then());
    }

    private Mono<Verdict> applied(News news, long version, Function<Effects, Mono<Void>> effect) {
        return applied(news, news.object(), version, "", effect);
    }

    /** @param look why somebody must look all the same; empty: nobody must */
    private Mono<Verdict> applied(
            News news, String object, long version, String look, Function<Effects, Mono<Void>> effect) {
        return books.applyAndKeep(news.events(), object, version, look, effect).thenReturn(Verdict.DONE);
    }

    private static Payment payment(String key, Order order, String intent) {
        return new Payment(
                key,
                order.account(),
                order.id(),
                "",
                "",
                intent,
                Payment.Source.PURCHASE,
                order.cents(),
                order.cents(),
                order.credits(),
                null,
                null);
    }

    private Mono<Order> order(@Nullable Map<String, String> metadata) {
        return Mono.justOrEmpty(metadata == null ? null : metadata.get(ORDER))
                .flatMap(text -> Mono.justOrEmpty(uuid(text)))
                .flatMap(orders::byId);
    }

    static @Nullable UUID uuid(String text) {
        try {
            return UUID.fromString(text);
        } catch (IllegalArgumentException other) {
            return null;
        }
    }
}
