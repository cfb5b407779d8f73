package dev.tollgate.admin.billing;

import com.stripe.model.Event;
import com.stripe.model.StripeCollection;
import com.stripe.param.EventListParams;
import dev.tollgate.ledger.billing.BillingBooks;
import dev.tollgate.ledger.billing.Inbox;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.stereotype.Component;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Compares Stripe's own lists with the books: events that never came are put into the inbox, and payments, invoices and
 * subscriptions that the books do not know, or know otherwise, are looked at. What is found is mended by the same functions as always. What nobody will pay any
 * more is ended.
 */
@Component
final class Reconciliation implements DisposableBean {

    private static final Logger log = LoggerFactory.getLogger(Reconciliation.class);

    /** Events may be told of late; Stripe keeps them for thirty days. */
    private static final Duration OVERLAP = Duration.ofHours(2);

    private static final Duration KEPT = Duration.ofDays(29);

    /** Stripe lists no more kinds of events at a time. */
    private static final int TYPES_AT_A_TIME = 20;

    private static final Duration A_DAY = Duration.ofDays(1);

    /** Of which payments are compared each day; longer than a dispute's first answer takes. */
    private static final int DAYS = 35;

    private final StripeCalls stripe;
    private final StripeSettings settings;
    private final BillingBooks books;
    private final Inbox inbox;
    private final PaymentComparison payments;
    private final InvoiceComparison invoices;
    private final SubscriptionComparison subscriptions;
    private final OpenPages pages;
    private final AllPrices prices;
    private final InboxWorker worker;
    private final DailyReport told;
    private final Disposable running;

    Reconciliation(
            StripeCalls stripe,
            StripeSettings settings,
            BillingBooks books,
            Inbox inbox,
            PaymentComparison payments,
            InvoiceComparison invoices,
            SubscriptionComparison subscriptions,
            OpenPages pages,
            AllPrices prices,
            InboxWorker worker,
            DailyReport told) {
        this.stripe = stripe;
        this.settings = settings;
        this.books = books;
        this.inbox = inbox;
        this.payments = payments;
        this.invoices = invoices;
        this.subscriptions = subscriptions;
        this.pages = pages;
        this.prices = prices;
        this.worker = worker;
        this.told = told;
        this.running = stripe.ready() && !settings.reconcileEvery().isZero() ? everySoOften() : () -> {};
    }

    private Disposable everySoOften() {
        return Flux.interval(settings.reconcileEvery())
                .onBackpressureDrop()
                .concatMap(
                        tick -> missedEvents().flatMap(missed -> daily(missed)).onErrorResume(this::later))
                .subscribe();
    }

    /** When it was done last stands in the database: a gateway need not run for a day to do it. Prices are read anew with it. */
    private Mono<Void> daily(int missed) {
        Instant now = Instant.now();
        return books.compared()
                .map(last -> last.plus(A_DAY).isBefore(now))
                .defaultIfEmpty(true)
                .filter(due -> due)
                .flatMap(due -> pricesReadAnew().then(compared(DAYS, missed)))
                .flatMap(report -> told.tell(report).then(books.compared(now)));
    }

    /** Payments are compared also where Stripe does not let this key read prices. */
    private Mono<Void> pricesReadAnew() {
        return prices.sync(synced -> Optional.empty()).then().onErrorResume(failure -> {
            log.warn("Prices at Stripe cannot be read anew: {}", failure.toString());
            return Mono.empty();
        });
    }

    private <A> Mono<A> later(Throwable failure) {
        log.warn("Stripe cannot be compared with the books now: {}", failure.toString());
        return Mono.empty();
    }

    /**
     * @param missedEvents events that had not come
     * @param payments one-time payments that were compared
     * @param differences what the books did not know, or knew otherwise; it is being looked at
     */
    record Report(int missedEvents, int payments, List<String> differences) {}

    /** All of it, for the payments of so many days and all subscriptions. */
    Mono<Report> run(int days) {
        return missedEvents().flatMap(missed -> compared(days, missed));
    }

    private Mono<Report> compared(int days, int missed) {
        Instant since = Instant.now().minus(Duration.ofDays(days));
        return pages.endUnpaidIntents().then(payments.since(since)).flatMap(compared -> Flux.fromIterable(
                        compared.differences())
                .concatWith(invoices.withoutCredits(since))
                .concatWith(subscriptions.differences())
                .collectList()
                .doOnSuccess(done -> worker.nudge())
                .map(differences -> new Report(missed, compared.payments(), differences)));
    }

    /** How far it was read is remembered when all pages are in the inbox. */
    private Mono<Integer> missedEvents() {
        Instant now = Instant.now();
        return books.seen()
                .map(seen -> seen.minus(OVERLAP))
                .defaultIfEmpty(now.minus(KEPT))
                .flatMap(since -> events(since)
                        .concatMap(event -> Mono.justOrEmpty(
                                        ToldEvent.of(event.toJson().getBytes(StandardCharsets.UTF_8)))
                                .flatMap(inbox::add))
                        .filter(isNew -> isNew)
                        .count())
                .flatMap(missed -> books.seen(now).thenReturn(Math.toIntExact(missed)))
                .doOnSuccess(missed -> worker.nudge());
    }

    private Flux<Event> events(Instant since) {
        return Flux.fromIterable(EventReactions.TYPES)
                .buffer(TYPES_AT_A_TIME)
                .concatMap(types -> Pages.of(after -> events(since, types, after)));
    }

    private Mono<StripeCollection<Event>> events(Instant since, List<String> types, String after) {
        EventListParams.Builder page = EventListParams.builder()
                .setLimit(Pages.SIZE)
                .addAllType(types)
                .setCreated(EventListParams.Created.builder()
                        .setGte(since.getEpochSecond())
                        .build());
        if (!after.isEmpty()) {
            page.setStartingAfter(after);
        }
        return stripe.ask(calls -> calls.events().list(page.build()));
    }

    @Override
    public void destroy() {
        running.dispose();
    }
}
