package dev.tollgate.admin.billing;

import dev.tollgate.ledger.billing.InboxEvent;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Which part sees to which event. */
@Component
final class EventReactions {

    /** An event of our own: look at this object, because somebody asked to. */
    static final String LOOK = "tollgate.look";

    /** Before the types of events that show nothing of their objects, which are otherwise called alike. */
    private static final String THIN = "v1.";

    /** Those that must not be missed: others tell of the same, or of what changes nothing. */
    static final List<String> TYPES = List.of(
            "checkout.session.completed",
            "checkout.session.async_payment_succeeded",
            "checkout.session.async_payment_failed",
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
            "radar.early_fraud_warning.created",
            "product.updated",
            "price.created",
            "price.updated",
            "price.deleted");

    private static final Reaction TEST_MODE = always(Verdict.kept("of test mode, and the key is a live key"));
    private static final Reaction LIVE_MODE = always(Verdict.kept("of live mode, and the key is a test key"));
    private static final Reaction NO_OBJECT = always(Verdict.ignored("about nothing that can be fetched"));
    private static final Reaction NO_CONCERN = always(Verdict.ignored("of a kind that concerns no credits"));

    private static final Reaction DELETED_DRAFT =
            always(Verdict.ignored("a draft of an invoice, which nobody has paid"));

    private static final Set<Reaction> SILENT = Set.of(TEST_MODE, LIVE_MODE, NO_OBJECT, NO_CONCERN, DELETED_DRAFT);

    /** What is told of drafts too; they can be deleted, and nothing else that these tell of. */
    private static final Set<String> OF_DRAFTS =
            Set.of("invoice.created", "invoice.updated", "invoice.finalization_failed");

    private final StripeSettings settings;
    private final Reaction session;
    private final Reaction intent;
    private final Reaction part;
    private final Reaction invoice;
    private final Reaction draft;
    private final Reaction subscription;
    private final Reaction price;
    private final Reaction product;
    private final Reaction warning;
    private final Reaction customerDeleted;
    private final Reaction unmade;

    /** What is done about an object, whichever event told of it. */
    @FunctionalInterface
    private interface Reaction {
        Mono<Verdict> to(News news);
    }

    private static Reaction always(Verdict verdict) {
        return news -> Mono.just(verdict);
    }

    private record Subject(Reaction reaction, String object) {}

    /**
     * What is to be done about some events.
     *
     * @param fetches whether Stripe is asked
     */
    record Work(News news, List<InboxEvent.Due> due, boolean fetches, Supplier<Mono<Verdict>> reaction) {
        Mono<Verdict> done() {
            return reaction.get();
        }
    }

    EventReactions(
            StripeSettings settings,
            PaymentEvents payments,
            SubscriptionEvents subscriptions,
            PriceEvents prices,
            ProductEvents products,
            PaymentParts parts,
            FraudWarnings warnings,
            UnmadeEvents unmade) {
        this.settings = settings;
        this.session = payments::session;
        this.intent = payments::intent;
        this.part = parts::part;
        this.invoice = subscriptions::invoice;
        this.draft = subscriptions::draft;
        this.subscription = subscriptions::subscription;
        this.price = prices::price;
        this.product = products::product;
        this.warning = warnings::warning;
        this.customerDeleted = subscriptions::customerDeleted;
        this.unmade = unmade::unmade;
    }

    /** Events that call for the same are one piece of work. */
    List<Work> to(List<InboxEvent.Due> events) {
        Set<String> invoices = events.stream()
                .filter(event -> reaction(event) == invoice)
                .map(InboxEvent.Due::object)
                .collect(Collectors.toSet());
        Map<Subject, List<InboxEvent.Due>> subjects = events.stream()
                .collect(Collectors.groupingBy(event -> new Subject(
                        invoices.contains(event.object()) && reaction(event) == draft ? invoice : reaction(event),
                        event.object())));
        return subjects.entrySet().stream()
                .map(each -> work(each.getKey(), each.getValue()))
                .toList();
    }

    private static Work work(Subject subject, List<InboxEvent.Due> events) {
        News news = new News(
                subject.object(), events.stream().map(InboxEvent.Due::id).toList());
        return new Work(news, events, !SILENT.contains(subject.reaction()), () -> subject.reaction()
                .to(news));
    }

    private Reaction reaction(InboxEvent.Due event) {
        String type = event.type().startsWith(THIN) ? event.type().substring(THIN.length()) : event.type();
        if (event.live() != settings.live()) {
            return event.live() ? LIVE_MODE : TEST_MODE;
        }
        if (event.object().isEmpty()) {
            return NO_OBJECT;
        }
        if (type.equals(UnmadeEvents.TYPE)) {
            return unmade;
        }
        if (type.startsWith("checkout.session.") || event.object().startsWith("cs_")) {
            return session;
        }
        if (event.object().startsWith("pi_")) {
            return intent;
        }
        if (PaymentParts.is(event.object())) {
            return part;
        }
        if (event.object().startsWith("in_")) {
            return invoice(type);
        }
        if (event.object().startsWith("sub_")) {
            return subscription;
        }
        if (type.startsWith("price.") || event.object().startsWith("price_")) {
            return price;
        }
        if (type.startsWith("product.")) {
            return product;
        }
        if (event.object().startsWith(FraudWarnings.PREFIX)) {
            return warning;
        }
        return type.equals("customer.deleted") ? customerDeleted : NO_CONCERN;
    }

    private Reaction invoice(String type) {
        if (type.equals("invoice.deleted")) {
            return DELETED_DRAFT;
        }
        return OF_DRAFTS.contains(type) ? draft : invoice;
    }
}
