package dev.tollgate.admin.billing;

import com.stripe.exception.InvalidRequestException;
import com.stripe.param.InvoicePaymentListParams;
import dev.tollgate.ledger.billing.BillingBooks;
import dev.tollgate.ledger.billing.Effects;
import dev.tollgate.ledger.billing.Payment;
import dev.tollgate.ledger.billing.Subscription;
import dev.tollgate.ledger.plan.PlanChange;
import dev.tollgate.ledger.plan.PlanTerms;
import dev.tollgate.pricing.Credits;
import dev.tollgate.pricing.Plan;
import dev.tollgate.pricing.PriceBook;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Subscriptions and their invoices. Whatever event tells of one, the subscription is fetched with all its paid invoices, and the
 * books are brought to that: invoices give their credits in the order in which they were paid, and the account has the plan that
 * is paid for. So it does not matter which events come, nor when. A subscription that has ended never comes back.
 */
@Component
final class SubscriptionEvents {

    /** In the metadata of prices and products: the plan's name in the price book. */
    static final String PLAN = "tollgate_plan";

    private static final int NOT_FOUND = 404;

    private final StripeCalls stripe;
    private final BillingBooks books;
    private final Buyers buyers;
    private final PlanPrices planPrices;
    private final MoneyBack moneyBack;
    private final ManualInvoices manual;
    private final StripeSettings settings;
    private final Supplier<PriceBook> prices;

    SubscriptionEvents(
            StripeCalls stripe,
            BillingBooks books,
            Buyers buyers,
            PlanPrices planPrices,
            MoneyBack moneyBack,
            ManualInvoices manual,
            StripeSettings settings,
            Supplier<PriceBook> prices) {
        this.stripe = stripe;
        this.books = books;
        this.buyers = buyers;
        this.planPrices = planPrices;
        this.moneyBack = moneyBack;
        this.manual = manual;
        this.settings = settings;
        this.prices = prices;
    }

    Mono<Verdict> subscription(News news) {
        return bring(news, news.object(), "", effects -> Mono.empty());
    }

    /** The subscription that came of an order: both are written down at once. */
    Mono<Verdict> begun(News news, String subscription, UUID order) {
        return bring(news, subscription, "", effects -> effects.begun(order));
    }

    Mono<Verdict> invoice(News news) {
        return invoice(news, news.object(), "");
    }

    /** Of one that may have been a draft, and deleted since. */
    Mono<Verdict> draft(News news) {
        Verdict gone = Verdict.ignored("the invoice is not there any more, so it was a draft");
        return subscriptionOf(news.object())
                .map(subscription -> invoice(news, news.object(), "", subscription))
                .onErrorResume(
                        InvalidRequestException.class,
                        refused -> isNotThere(refused) ? Mono.just(Mono.just(gone)) : Mono.error(refused))
                .flatMap(verdict -> verdict);
    }

    private static boolean isNotThere(InvalidRequestException refused) {
        return refused.getStatusCode() != null && refused.getStatusCode() == NOT_FOUND;
    }

    /**
     * Of a payment that has no order of ours: it may have paid an invoice.
     *
     * @param otherwise if it has not
     */
    Mono<Verdict> intent(News news, String intent, Verdict otherwise) {
        InvoicePaymentListParams by = InvoicePaymentListParams.builder()
                .setPayment(InvoicePaymentListParams.Payment.builder()
                        .setType(InvoicePaymentListParams.Payment.Type.PAYMENT_INTENT)
                        .setPaymentIntent(intent)
                        .build())
                .build();
        return stripe.ask(calls ->
                        calls.invoicePayments().list(by).getData().stream().findFirst())
                .flatMap(paid -> paid.isEmpty()
                        ? Mono.just(otherwise)
                        : invoice(news, paid.get().getInvoice(), intent));
    }

    /** @param intent whose money may have gone back; empty: none is told of */
    private Mono<Verdict> invoice(News news, String id, String intent) {
        return subscriptionOf(id).flatMap(subscription -> invoice(news, id, intent, subscription));
    }

    private Mono<Verdict> invoice(News news, String id, String intent, Optional<String> subscription) {
        return subscription.isEmpty()
                ? manual.invoice(news, id)
                : bring(news, subscription.get(), intent, effects -> Mono.empty());
    }

    private Mono<Optional<String>> subscriptionOf(String invoice) {
        return stripe.ask(
                calls -> Optional.ofNullable(calls.invoices().retrieve(invoice).getParent())
                        .map(parent -> parent.getSubscriptionDetails())
                        .map(details -> details.getSubscription()));
    }

    /** @param also what else is to be done with it */
    private Mono<Verdict> bring(News news, String id, String intent, Function<Effects, Mono<Void>> also) {
        return books.version(id).flatMap(version -> Mono.zip(
                        stripe.ask(calls -> FoundSubscription.fetch(calls, planPrices, id))
                                .flatMap(
                                        found -> books.seenPrices(found.prices().keySet())
                                                .map(found::remembering)),
                        books.ofSubscription(id))
                .flatMap(both -> bring(new Told(news, version, intent, also), both.getT1(), both.getT2())));
    }

    /**
     * What an event says of a subscription.
     *
     * @param version of the subscription in the books
     * @param intent whose money may have gone back; empty: none is told of
     * @param also what else is to be done with it
     */
    private record Told(News news, long version, String intent, Function<Effects, Mono<Void>> also) {}

    private Mono<Verdict> bring(Told told, FoundSubscription found, List<Payment.Booked> booked) {
        Set<String> known = booked.stream().map(Payment.Booked::key).collect(Collectors.toSet());
        return buyers.account(found.customer(), found.metadata())
                .flatMap(account -> problem(found, account, known)
                        .flatMap(problem -> wentBack(found, booked, told.intent())
                                .flatMap(taken -> problem.isEmpty()
                                        ? applied(told, found, found.of(account), taken)
                                        : noted(told, found, found.of(account), taken, problem)))
                        .thenReturn(Verdict.DONE))
                .switchIfEmpty(Mono.fromSupplier(() -> stranger(found)));
    }

    /** Somebody whom nobody knows yet, unless whoever buys other products is known to nobody here. */
    private Verdict stranger(FoundSubscription found) {
        String reason = "nobody is known as the customer " + found.customer();
        boolean ours = found.metadata().containsKey(Buyers.ACCOUNT) || !settings.otherProducts();
        return ours ? Verdict.later(reason) : Verdict.ignored(reason);
    }

    /** Why nothing can be given for it; empty: it can. */
    private Mono<String> problem(FoundSubscription found, long account, Set<String> known) {
        return books.isDeleted(account)
                .map(deleted -> deleted && found.matters(known) ? PaymentEvents.DELETED : found.problem(known));
    }

    /** That it is there, or has ended, is known all the same; what went back of what was given before is taken back. */
    private Mono<Void> noted(
            Told told, FoundSubscription found, Subscription now, Map<String, MoneyBack.Taken> taken, String problem) {
        Instant at = Instant.now();
        Set<String> back = found.allBack(taken);
        boolean over = !now.lives()
                || !back.isEmpty() && found.paid(at, back, settings.grace()).isEmpty();
        String inquiry = inquiry(told, taken);
        String reason = inquiry.isEmpty() ? problem : problem + "; " + inquiry;
        return books.applyAndKeep(told.news().events(), now.id(), told.version(), reason, effects -> {
            InvoiceCredits credits = new InvoiceCredits(effects, now, found.prices(), settings.grace(), at);
            return effects.tell(terms(Optional.empty()))
                    .then(effects.subscription(now, settings.live()))
                    .thenMany(Flux.fromIterable(found.invoices()))
                    .concatMap(invoice -> credits.takeBack(invoice, taken.get(invoice.id())))
                    .then(over ? plan(effects, now, Optional.empty()) : Mono.empty())
                    .then(also(told, found, effects));
        });
    }

    /** What went back of the invoices of which it may matter: those told of, not known yet, or paid for this time; by id. */
    private Mono<Map<String, MoneyBack.Taken>> wentBack(
            FoundSubscription found, List<Payment.Booked> booked, String intent) {
        Instant now = Instant.now();
        Set<String> known = booked.stream().map(Payment.Booked::intent).collect(Collectors.toSet());
        return Flux.fromIterable(found.invoices())
                .filter(invoice -> !invoice.intent().isEmpty())
                .filter(invoice -> invoice.intents().contains(intent)
                        || !known.contains(invoice.intent())
                        || invoice.lines().stream()
                                .anyMatch(line ->
                                        line.until().plus(settings.grace()).isAfter(now)))
                .concatMap(invoice -> moneyBack.of(invoice.intents()).map(taken -> Map.entry(invoice.id(), taken)))
                .collectMap(Map.Entry::getKey, Map.Entry::getValue, HashMap::new);
    }

    private Mono<Void> applied(
            Told told, FoundSubscription found, Subscription now, Map<String, MoneyBack.Taken> taken) {
        Instant at = Instant.now();
        Optional<PaidTime> paid = found.paid(at, found.allBack(taken), settings.grace());
        return books.applyAndKeep(told.news().events(), now.id(), told.version(), inquiry(told, taken), effects -> {
            InvoiceCredits credits = new InvoiceCredits(effects, now, found.prices(), settings.grace(), at);
            return effects.tell(terms(paid))
                    .then(now.lives() ? effects.link(now.account(), found.customer(), settings.live()) : Mono.empty())
                    .thenMany(Flux.fromIterable(found.news()))
                    .concatMap(effects::seen)
                    .then(effects.subscription(now, settings.live()))
                    .flatMap(alive -> Flux.fromIterable(found.invoices())
                            .concatMap(invoice -> credits.bring(invoice, taken.get(invoice.id())))
                            .then(alive || paid.isEmpty() ? plan(effects, now, paid) : Mono.empty())
                            .then(also(told, found, effects)));
        });
    }

    /** What else was to be done; then its order is closed if nothing was paid, and nothing will be. */
    private static Mono<Void> also(Told told, FoundSubscription found, Effects effects) {
        return told.also()
                .apply(effects)
                .then(found.unpaidOrder().map(effects::close).orElseGet(Mono::empty));
    }

    /** What a bank wants to know of the payment that is told of. */
    private static String inquiry(Told told, Map<String, MoneyBack.Taken> taken) {
        return told.intent().isEmpty()
                ? ""
                : taken.values().stream()
                        .map(MoneyBack.Taken::inquiry)
                        .filter(inquiry -> inquiry.contains(told.intent()))
                        .findFirst()
                        .orElse("");
    }

    /** Of the plan that may be given, and of the one without. */
    private List<PlanTerms> terms(Optional<PaidTime> paid) {
        PriceBook book = prices.get();
        return Stream.concat(
                        Stream.of(PlanTerms.of(book.firstPlan())),
                        paid.map(it -> terms(book, it.price().plan())).stream())
                .distinct()
                .toList();
    }

    /** A plan that the price book does not know any more gives nothing but what its invoices give. */
    private static PlanTerms terms(PriceBook book, String plan) {
        return book.plan(plan)
                .map(PlanTerms::of)
                .orElseGet(() -> new PlanTerms(plan, Credits.ZERO, Credits.ZERO, false, Credits.ZERO, false));
    }

    private Mono<Void> plan(Effects effects, Subscription now, Optional<PaidTime> paid) {
        PriceBook book = prices.get();
        Plan first = book.firstPlan();
        return paid.map(it -> effects.planBy(
                        now,
                        new PlanChange(
                                now.account(), terms(book, it.price().plan()), PlanChange.When.paidUntil(it.until()))))
                .orElseGet(() -> effects.noPlanBy(
                        now,
                        new PlanChange(now.account(), PlanTerms.of(first), PlanChange.When.FOR_GOOD),
                        EventReactions.LOOK,
                        settings.live()));
    }

    /** The account buys no more as this customer; what it has stays. */
    Mono<Verdict> customerDeleted(News news) {
        return books.version(news.object())
                .flatMap(version -> books.apply(
                        news.events(), news.object(), version, it -> it.forget(news.object(), settings.live())))
                .thenReturn(Verdict.DONE);
    }
}
