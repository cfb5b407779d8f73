package dev.tollgate.admin.billing;

import dev.tollgate.ledger.billing.InboxEvent;
import java.util.List;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Which part sees to which event. */
@Component
final class EventReactions {

    /** An event of our own: look at this object, because somebody asked to. */
    static final String LOOK = "tollgate.look";

    /**
     * Those that must not be missed: others tell of the same, or of what changes nothing. Stripe lists twenty types at most at a
     * time.
     */
    static final List<String> TYPES = List.of(
            "checkout.session.completed",
            "checkout.session.async_payment_succeeded",
            "checkout.session.expired",
            "payment_intent.succeeded",
            "payment_intent.canceled",
            "invoice.paid",
            "customer.subscription.created",
            "customer.subscription.updated",
            "customer.subscription.deleted",
            "customer.subscription.paused",
            "customer.subscription.resumed",
            "customer.deleted",
            "refund.created",
            "refund.updated",
            "refund.failed",
            "charge.dispute.created",
            "charge.dispute.updated",
            "charge.dispute.closed",
            "price.created",
            "price.updated");

    private final StripeSettings settings;
    private final PaymentEvents payments;
    private final SubscriptionEvents subscriptions;
    private final PriceEvents prices;

    EventReactions(
            StripeSettings settings, PaymentEvents payments, SubscriptionEvents subscriptions, PriceEvents prices) {
        this.settings = settings;
        this.payments = payments;
        this.subscriptions = subscriptions;
        this.prices = prices;
    }

    Mono<Verdict> to(InboxEvent.Due event) {
        String type = event.type();
        if (event.live() != settings.live()) {
            return Mono.just(Verdict.kept(
                    event.live()
                            ? "of live mode, and the key is a test key"
                            : "of test mode, and the key is a live key"));
        }
        if (event.object().isEmpty()) {
            return Mono.just(Verdict.ignored("about nothing that can be fetched"));
        }
        if (type.startsWith("checkout.session.") || event.object().startsWith("cs_")) {
            return payments.session(event);
        }
        if (event.object().startsWith("pi_")) {
            return payments.intent(event);
        }
        if (event.object().startsWith("in_") && (type.startsWith("invoice.") || type.equals(LOOK))) {
            return subscriptions.invoice(event);
        }
        if (event.object().startsWith("sub_")) {
            return subscriptions.subscription(event);
        }
        if (type.startsWith("price.")) {
            return prices.price(event);
        }
        return type.equals("customer.deleted")
                ? subscriptions.customerDeleted(event)
                : Mono.just(Verdict.ignored("of a kind that concerns no credits"));
    }
}
