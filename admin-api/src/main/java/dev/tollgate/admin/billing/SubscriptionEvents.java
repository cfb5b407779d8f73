package dev.tollgate.admin.billing;

import com.stripe.model.SubscriptionItem;
import com.stripe.param.SubscriptionRetrieveParams;
import dev.tollgate.ledger.billing.BillingBooks;
import dev.tollgate.ledger.billing.Effects;
import dev.tollgate.ledger.billing.InboxEvent;
import dev.tollgate.ledger.billing.StripePrice;
import dev.tollgate.ledger.billing.Subscription;
import dev.tollgate.ledger.plan.PlanChange;
import dev.tollgate.ledger.plan.PlanTerms;
import dev.tollgate.pricing.Plan;
import dev.tollgate.pricing.PriceBook;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/**
 * Subscriptions: an account has the plan for as long as its subscription is paid, and some days more. Whatever event tells of
 * one, it is fetched, and the plan follows from what it is now. A subscription that has ended never comes back.
 */
@Component
final class SubscriptionEvents {

    /** In the metadata of subscriptions and prices: the plan's name in the price book. */
    static final String PLAN = "tollgate_plan";

    private final StripeCalls stripe;
    private final BillingBooks books;
    private final Buyers buyers;
    private final StripeSettings settings;
    private final Supplier<PriceBook> prices;

    SubscriptionEvents(
            StripeCalls stripe,
            BillingBooks books,
            Buyers buyers,
            StripeSettings settings,
            Supplier<PriceBook> prices) {
        this.stripe = stripe;
        this.books = books;
        this.buyers = buyers;
        this.settings = settings;
        this.prices = prices;
    }

    /** @param paid whether its time until the end of the period is paid, or a trial */
    private record Fetched(Subscription now, String customer, boolean paid) {}

    Mono<Verdict> subscription(InboxEvent.Due event) {
        return subscription(event, event.object());
    }

    private Mono<Verdict> subscription(InboxEvent.Due event, String id) {
        SubscriptionRetrieveParams expanded =
                SubscriptionRetrieveParams.builder().addExpand("latest_invoice").build();
        return books.version(id).flatMap(version -> stripe.ask(
                        calls -> calls.subscriptions().retrieve(id, expanded))
                .flatMap(found -> buyers.account(found.getCustomer(), found.getMetadata())
                        .flatMap(account -> fetched(found, account)
                                .flatMap(fetched -> applied(event, version, fetched))
                                .defaultIfEmpty(Verdict.kept(
                                        "the subscription names no plan of the price book (" + PLAN + ")")))
                        .defaultIfEmpty(Verdict.later("nobody is known as the customer " + found.getCustomer()))));
    }

    private Mono<Verdict> applied(InboxEvent.Due event, long version, Fetched fetched) {
        Subscription now = fetched.now();
        return books.apply(event.id(), now.id(), version, it -> it.link(now.account(), fetched.customer())
                        .then(it.subscription(now))
                        .flatMap(alive -> alive ? plan(it, fetched) : Mono.empty()))
                .thenReturn(Verdict.DONE);
    }

    /** Of an account that has another subscription by now, the end of an old one changes nothing. */
    private Mono<Void> plan(Effects effects, Fetched fetched) {
        Subscription now = fetched.now();
        return books.subscriptions(now.account())
                .map(all -> all.stream().anyMatch(other -> !other.id().equals(now.id()) && other.lives()))
                .flatMap(another -> {
                    Instant paidUntil = now.periodEnd().plus(settings.grace());
                    if (now.lives() && !now.paused()) {
                        return fetched.paid() && paidUntil.isAfter(Instant.now())
                                ? effects.plan(change(now.account(), plan(now.plan()), paidUntil), now.id())
                                : Mono.empty();
                    }
                    return another ? Mono.empty() : fallen(effects, now);
                });
    }

    /** Back to the price book's first plan, unless the account has gone to another one by itself. */
    private Mono<Void> fallen(Effects effects, Subscription ended) {
        Plan first = prices.get().firstPlan();
        return effects.planIf(
                ended.plan(),
                new PlanChange(ended.account(), PlanTerms.of(first), PlanChange.When.FOR_GOOD),
                ended.id());
    }

    private static PlanChange change(long account, Plan plan, Instant until) {
        return new PlanChange(account, PlanTerms.of(plan), PlanChange.When.until(until));
    }

    private Plan plan(String name) {
        return prices.get().plan(name).orElseGet(prices.get()::firstPlan);
    }

    /** Empty if it is of no plan that the price book has. */
    private Mono<Fetched> fetched(com.stripe.model.Subscription found, long account) {
        SubscriptionItem item = found.getItems().getData().get(0);
        String price = item.getPrice().getId();
        Mono<String> byPrice = books.price(price).map(StripePrice::plan).filter(plan -> !plan.isEmpty());
        return byPrice.switchIfEmpty(Mono.justOrEmpty(
                        Optional.ofNullable(found.getMetadata()).map(metadata -> metadata.get(PLAN))))
                .filter(plan -> prices.get().plan(plan).isPresent())
                .map(plan -> new Fetched(
                        new Subscription(
                                found.getId(),
                                account,
                                plan,
                                found.getStatus(),
                                price,
                                Instant.ofEpochSecond(item.getCurrentPeriodEnd()),
                                Boolean.TRUE.equals(found.getCancelAtPeriodEnd()),
                                found.getPauseCollection() != null || "paused".equals(found.getStatus())),
                        found.getCustomer(),
                        paid(found)));
    }

    private static boolean paid(com.stripe.model.Subscription found) {
        boolean invoicePaid = found.getLatestInvoiceObject() != null
                && "paid".equals(found.getLatestInvoiceObject().getStatus());
        return "trialing".equals(found.getStatus()) || "active".equals(found.getStatus()) && invoicePaid;
    }

    /** The account buys no more as this customer; what it has stays. */
    Mono<Verdict> customerDeleted(InboxEvent.Due event) {
        return books.version(event.object())
                .flatMap(version -> books.apply(event.id(), event.object(), version, it -> it.forget(event.object())))
                .thenReturn(Verdict.DONE);
    }
}
