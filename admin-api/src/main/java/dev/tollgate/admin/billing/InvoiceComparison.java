package dev.tollgate.admin.billing;

import com.stripe.exception.StripeException;
import com.stripe.model.Invoice;
import com.stripe.model.StripeCollection;
import com.stripe.param.InvoiceListParams;
import com.stripe.param.InvoicePaymentListParams;
import com.stripe.service.V1Services;
import dev.tollgate.ledger.billing.BillingBooks;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Compares Stripe's paid invoices with the books: one of somebody who has an account here that has given nothing, and one of
 * whose money more or less went back than is booked. What differs is looked at.
 */
@Component
final class InvoiceComparison {

    private static final int AT_ONCE = 4;

    /** Stripe lists invoices by when they were written; so long they may have waited to be paid. */
    private static final Duration UNPAID = Duration.ofDays(35);

    private final StripeCalls stripe;
    private final StripeSettings settings;
    private final BillingBooks books;
    private final Buyers buyers;
    private final MoneyBack moneyBack;
    private final Looks looks;

    InvoiceComparison(
            StripeCalls stripe,
            StripeSettings settings,
            BillingBooks books,
            Buyers buyers,
            MoneyBack moneyBack,
            Looks looks) {
        this.stripe = stripe;
        this.settings = settings;
        this.books = books;
        this.buyers = buyers;
        this.moneyBack = moneyBack;
        this.looks = looks;
    }

    /**
     * Those paid since then that have given nothing, a sentence each; also one that was paid by a customer's balance, or by a
     * coupon.
     */
    Flux<String> withoutCredits(Instant since) {
        InvoiceListParams.Created created = InvoiceListParams.Created.builder()
                .setGte(since.minus(UNPAID).getEpochSecond())
                .build();
        return Pages.of((String after) -> paid(created, after))
                .filter(invoice -> "paid".equals(invoice.getStatus()) && PaidInvoice.buys(invoice))
                .filter(invoice -> paidAt(invoice) >= since.getEpochSecond())
                .flatMapSequential(this::unknown, AT_ONCE)
                .concatMap(invoice ->
                        looks.at(invoice, settings.live()).thenReturn(invoice + " was paid, and has given nothing"));
    }

    private static long paidAt(Invoice invoice) {
        return Optional.ofNullable(invoice.getStatusTransitions())
                .map(Invoice.StatusTransitions::getPaidAt)
                .orElse(invoice.getCreated());
    }

    private Mono<StripeCollection<Invoice>> paid(InvoiceListParams.Created since, String after) {
        InvoiceListParams.Builder page = InvoiceListParams.builder()
                .setStatus(InvoiceListParams.Status.PAID)
                .setCreated(since)
                .setLimit(Pages.SIZE);
        if (!after.isEmpty()) {
            page.setStartingAfter(after);
        }
        return stripe.ask(calls -> calls.invoices().list(page.build()));
    }

    /** Its id, if it is somebody's here and not in the books; one of no subscription only if it says what it includes. */
    private Mono<String> unknown(Invoice invoice) {
        Optional<Invoice.Parent.SubscriptionDetails> of = subscription(invoice);
        Map<String, String> own = Objects.requireNonNullElse(invoice.getMetadata(), Map.of());
        if (of.isEmpty() && !own.containsKey(PriceEvents.INCLUDED)) {
            return Mono.empty();
        }
        String keys = of.isEmpty() ? ManualInvoices.key(invoice.getId()) : InvoiceCredits.keys(invoice.getId());
        Map<String, String> metadata =
                of.map(Invoice.Parent.SubscriptionDetails::getMetadata).orElse(own);
        return buyers.account(invoice.getCustomer(), metadata)
                .flatMap(account -> books.knows(account, keys))
                .filter(known -> !known)
                .map(known -> invoice.getId());
    }

    private static Optional<Invoice.Parent.SubscriptionDetails> subscription(Invoice invoice) {
        return Optional.ofNullable(invoice.getParent())
                .map(Invoice.Parent::getSubscriptionDetails)
                .filter(details -> details.getSubscription() != null);
    }

    /** Of the invoice that was paid by this payment; empty if nothing is wrong, or there is none that has given anything. */
    Mono<String> wentBack(String intent) {
        return stripe.ask(calls -> paidBy(calls, intent))
                .flatMap(Mono::justOrEmpty)
                .filter(invoice -> !invoice.intent().isEmpty())
                .flatMap(invoice -> Mono.zip(moneyBack.of(invoice.intents()), books.byIntent(invoice.intent()))
                        .filter(both -> both.getT2().stream()
                                .anyMatch(it -> !it.isFor(both.getT1().cents(), invoice.worth())))
                        .flatMap(both -> looks.at(intent, settings.live())
                                .thenReturn(invoice.id() + ": " + both.getT1().cents()
                                        + " cents went back, and its credits were not taken back so")));
    }

    private static Optional<PaidInvoice> paidBy(V1Services calls, String intent) throws StripeException {
        InvoicePaymentListParams by = InvoicePaymentListParams.builder()
                .setPayment(InvoicePaymentListParams.Payment.builder()
                        .setType(InvoicePaymentListParams.Payment.Type.PAYMENT_INTENT)
                        .setPaymentIntent(intent)
                        .build())
                .build();
        var found = calls.invoicePayments().list(by).getData();
        return found.isEmpty()
                ? Optional.empty()
                : Optional.of(PaidInvoice.fetchOne(calls, found.get(0).getInvoice()));
    }
}
