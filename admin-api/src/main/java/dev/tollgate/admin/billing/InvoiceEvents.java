package dev.tollgate.admin.billing;

import com.stripe.model.Invoice;
import com.stripe.model.InvoiceLineItem;
import com.stripe.model.InvoicePayment;
import com.stripe.param.InvoiceRetrieveParams;
import dev.tollgate.ledger.billing.BillingBooks;
import dev.tollgate.ledger.billing.Effects;
import dev.tollgate.ledger.billing.InboxEvent;
import dev.tollgate.ledger.billing.Payment;
import dev.tollgate.ledger.billing.StripePrice;
import dev.tollgate.pricing.Credits;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Invoices: one that is paid gives, line by line, the credits that its price at Stripe includes; a part of a period gives a
 * part of them. Then the subscription is looked at, because its plan is paid for longer now.
 */
@Component
final class InvoiceEvents {

    private static final int PATIENT_TRIES = 4;

    private final StripeCalls stripe;
    private final BillingBooks books;
    private final Buyers buyers;
    private final MoneyBack moneyBack;
    private final Looks looks;
    private final StripeSettings settings;

    InvoiceEvents(
            StripeCalls stripe,
            BillingBooks books,
            Buyers buyers,
            MoneyBack moneyBack,
            Looks looks,
            StripeSettings settings) {
        this.stripe = stripe;
        this.books = books;
        this.buyers = buyers;
        this.moneyBack = moneyBack;
        this.looks = looks;
        this.settings = settings;
    }

    /** A line with what its price includes. */
    private record Line(InvoiceLineItem item, StripePrice price) {

        /** What the whole price includes, for the part of it that the line is about; rounded down. */
        Credits credits() {
            long cents = Math.abs(item.getAmount());
            return cents >= price.cents() ? price.credits() : part(price.credits(), cents, price.cents());
        }

        /** Whether it gives money back for a price that was exchanged for another one. */
        boolean exchanged() {
            return item.getAmount() < 0;
        }

        static Credits part(Credits all, long cents, long of) {
            return new Payment.Booked("", 0, "", of, all, Credits.ZERO, Instant.EPOCH).backFor(cents, of);
        }
    }

    Mono<Verdict> invoice(InboxEvent.Due event) {
        InvoiceRetrieveParams expanded =
                InvoiceRetrieveParams.builder().addExpand("payments").build();
        return stripe.ask(calls -> calls.invoices().retrieve(event.object(), expanded))
                .flatMap(invoice -> subscription(invoice) == null
                        ? Mono.just(Verdict.ignored("not of a subscription"))
                        : account(invoice)
                                .flatMap(account -> paid(event, invoice, account))
                                .defaultIfEmpty(
                                        Verdict.later("nobody is known as the customer " + invoice.getCustomer())));
    }

    private Mono<Long> account(Invoice invoice) {
        return buyers.account(
                invoice.getCustomer(),
                invoice.getParent().getSubscriptionDetails().getMetadata());
    }

    private Mono<Verdict> paid(InboxEvent.Due event, Invoice invoice, long account) {
        String intent = intent(invoice);
        String object = intent.isEmpty() ? invoice.getId() : intent;
        Mono<Verdict> given = !"paid".equals(invoice.getStatus())
                ? Mono.just(Verdict.ignored("not paid: " + invoice.getStatus()))
                : lines(invoice).flatMap(lines -> tooEarly(event, account, lines)
                        .flatMap(early -> early
                                ? Mono.just(Verdict.later("waits for the invoice that is exchanged"))
                                : given(event, object, invoice, account, lines)));
        // Before, because the event is done afterwards; a look more does no harm.
        return looks.at(Objects.requireNonNull(subscription(invoice)), event.live())
                .then(given);
    }

    private Mono<Verdict> given(InboxEvent.Due event, String object, Invoice invoice, long account, List<Line> lines) {
        String intent = intent(invoice);
        return books.version(object)
                .flatMap(version -> taken(intent)
                        .flatMap(taken -> books.apply(
                                event.id(), object, version, it -> given(it, invoice, account, intent, lines)
                                        .flatMap(payments -> PaymentEvents.takenBack(it, payments, taken)))))
                .thenReturn(Verdict.DONE);
    }

    private Mono<MoneyBack.Taken> taken(String intent) {
        return intent.isEmpty() ? Mono.just(new MoneyBack.Taken(0, "")) : moneyBack.of(intent);
    }

    private Mono<List<Line>> lines(Invoice invoice) {
        return Flux.fromIterable(invoice.getLines().getData())
                .concatMap(item -> Mono.justOrEmpty(price(item))
                        .flatMap(books::price)
                        .filter(price -> !price.credits().isZero())
                        .map(price -> new Line(item, price)))
                .collectList();
    }

    private Mono<List<Payment.Booked>> given(
            Effects effects, Invoice invoice, long account, String intent, List<Line> lines) {
        List<Payment> payments = new ArrayList<>();
        for (Line line : lines) {
            if (line.item().getAmount() > 0 && !line.credits().isZero()) {
                payments.add(payment(invoice, account, intent, line));
            }
        }
        return Flux.fromIterable(payments)
                .concatMap(payment -> effects.pay(payment, "invoice " + invoice.getId()))
                .thenMany(Flux.fromIterable(lines))
                .filter(Line::exchanged)
                .concatMap(line -> exchanged(effects, invoice, account, line))
                .then(Mono.just(payments.stream().map(PaymentEvents::booked).toList()));
    }

    /** Once for each line: the payment that is exchanged may have older ones of the same price behind it. */
    private Mono<Boolean> exchanged(Effects effects, Invoice invoice, long account, Line line) {
        Payment mark =
                new Payment(key(invoice, line), account, null, "", "", Payment.Source.PLAN, 0, Credits.ZERO, null);
        return effects.pay(mark, "exchange")
                .filter(first -> first)
                .flatMap(first -> books.lastOf(account, line.price().id()))
                .flatMap(key -> effects.exchange(key, line.credits(), "exchanged by " + invoice.getId()));
    }

    /** Whether a line is about an exchange for a payment that is not in the books yet; its event may come still. */
    private Mono<Boolean> tooEarly(InboxEvent.Due event, long account, List<Line> lines) {
        return event.tries() >= PATIENT_TRIES
                ? Mono.just(false)
                : Flux.fromIterable(lines)
                        .filter(Line::exchanged)
                        .concatMap(
                                line -> books.lastOf(account, line.price().id()).hasElement())
                        .any(found -> !found);
    }

    private static String key(Invoice invoice, Line line) {
        return "il:" + invoice.getId() + ":" + line.item().getId();
    }

    private Payment payment(Invoice invoice, long account, String intent, Line line) {
        return new Payment(
                key(invoice, line),
                account,
                null,
                line.price().id(),
                intent,
                Payment.Source.PLAN,
                line.item().getAmount(),
                line.credits(),
                Instant.ofEpochSecond(line.item().getPeriod().getEnd()).plus(settings.grace()));
    }

    private static Optional<String> price(InvoiceLineItem item) {
        return Optional.ofNullable(item.getPricing())
                .map(InvoiceLineItem.Pricing::getPriceDetails)
                .map(InvoiceLineItem.Pricing.PriceDetails::getPrice);
    }

    private static @Nullable String subscription(Invoice invoice) {
        return invoice.getParent() == null || invoice.getParent().getSubscriptionDetails() == null
                ? null
                : invoice.getParent().getSubscriptionDetails().getSubscription();
    }

    private static String intent(Invoice invoice) {
        return invoice.getPayments() == null
                ? ""
                : invoice.getPayments().getData().stream()
                        .filter(payment -> "paid".equals(payment.getStatus()))
                        .map(InvoicePayment::getPayment)
                        .map(InvoicePayment.Payment::getPaymentIntent)
                        .filter(Objects::nonNull)
                        .findFirst()
                        .orElse("");
    }
}
