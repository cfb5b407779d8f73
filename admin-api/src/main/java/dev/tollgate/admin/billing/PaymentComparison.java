package dev.tollgate.admin.billing;

import com.stripe.model.PaymentIntent;
import com.stripe.model.StripeCollection;
import com.stripe.param.PaymentIntentListParams;
import dev.tollgate.ledger.billing.BillingBooks;
import dev.tollgate.ledger.billing.Payment;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Compares Stripe's payments, and what went back of them, with the books: one of ours that the books do not know, and one of
 * which they have taken back too little or too much, also by an invoice. What differs is looked at.
 */
@Component
final class PaymentComparison {

    /** Each waits for the database, few of them for Stripe. */
    private static final int AT_ONCE = 4;

    private final StripeCalls stripe;
    private final StripeSettings settings;
    private final BillingBooks books;
    private final MoneyBack moneyBack;
    private final InvoiceComparison invoices;
    private final Looks looks;

    PaymentComparison(
            StripeCalls stripe,
            StripeSettings settings,
            BillingBooks books,
            MoneyBack moneyBack,
            InvoiceComparison invoices,
            Looks looks) {
        this.stripe = stripe;
        this.settings = settings;
        this.books = books;
        this.moneyBack = moneyBack;
        this.invoices = invoices;
        this.looks = looks;
    }

    /**
     * @param payments how many were compared
     * @param differences what is wrong, a sentence each
     */
    record Compared(int payments, List<String> differences) {}

    /** The payments that were made since then, and all of which something went back since then. */
    Mono<Compared> since(Instant since) {
        return Mono.zip(moneyBack.since(since), ours(since).collectList())
                .flatMap(lists -> compared(lists.getT1(), lists.getT2())
                        .collectList()
                        .map(differences -> new Compared(lists.getT2().size(), differences)));
    }

    private Flux<String> compared(Map<String, MoneyBack.Taken> back, List<String> ours) {
        Set<String> listed = Set.copyOf(ours);
        List<String> others = back.keySet().stream()
                .filter(Predicate.not(listed::contains))
                .sorted()
                .toList();
        return Flux.fromIterable(ours)
                .flatMapSequential(intent -> difference(intent, back), AT_ONCE)
                .concatWith(Flux.fromIterable(others).flatMapSequential(this::ofOther, AT_ONCE));
    }

    private Flux<String> ours(Instant since) {
        PaymentIntentListParams.Created created = PaymentIntentListParams.Created.builder()
                .setGte(since.getEpochSecond())
                .build();
        return Pages.of((String after) -> payments(created, after))
                .filter(intent -> "succeeded".equals(intent.getStatus())
                        && intent.getMetadata() != null
                        && intent.getMetadata().containsKey(PaymentEvents.ORDER))
                .map(PaymentIntent::getId);
    }

    private Mono<StripeCollection<PaymentIntent>> payments(PaymentIntentListParams.Created since, String after) {
        PaymentIntentListParams.Builder page =
                PaymentIntentListParams.builder().setLimit(Pages.SIZE).setCreated(since);
        if (!after.isEmpty()) {
            page.setStartingAfter(after);
        }
        return stripe.ask(calls -> calls.paymentIntents().list(page.build()));
    }

    /** Of an order of ours that was paid since then, and all that went back of it; empty if nothing is wrong. */
    private Mono<String> difference(String intent, Map<String, MoneyBack.Taken> back) {
        MoneyBack.Taken listed = back.getOrDefault(intent, MoneyBack.Taken.NOTHING);
        return books.byIntent(intent)
                .filter(booked -> !areFor(booked, listed))
                .flatMap(booked -> booked.isEmpty()
                        ? Mono.just(intent + " was paid, and its credits were not given")
                        : stillDifferent(intent))
                .flatMap(sentence -> looked(intent, sentence));
    }

    private Mono<String> looked(String intent, String difference) {
        return looks.at(intent, settings.live()).thenReturn(difference);
    }

    /** By all that Stripe knows of it now: while the lists were read more may have gone back, and been booked. */
    private Mono<String> stillDifferent(String intent) {
        return moneyBack.of(intent).flatMap(taken -> books.byIntent(intent)
                .filter(booked -> !areFor(booked, taken))
                .map(booked ->
                        intent + ": " + taken.cents() + " cents went back, and its credits were not taken back so"));
    }

    private static boolean areFor(List<Payment.Booked> booked, MoneyBack.Taken taken) {
        long inAll = booked.stream().mapToLong(Payment.Booked::cents).sum();
        return !booked.isEmpty() && booked.stream().allMatch(it -> it.isFor(taken.cents(), inAll));
    }

    /** An older order's, an invoice's, or none of ours. The lists do not have what went back of it before. */
    private Mono<String> ofOther(String intent) {
        return books.byIntent(intent).flatMap(booked -> {
            Set<String> kinds =
                    booked.stream().map(it -> it.key().split(":")[0]).collect(Collectors.toSet());
            return kinds.equals(Set.of("pi"))
                    ? stillDifferent(intent).flatMap(sentence -> looked(intent, sentence))
                    : invoices.wentBack(intent);
        });
    }
}
