package dev.tollgate.admin.billing;

import com.stripe.model.Invoice;
import com.stripe.param.InvoiceRetrieveParams;
import dev.tollgate.ledger.billing.BillingBooks;
import dev.tollgate.ledger.billing.Payment;
import dev.tollgate.pricing.Credits;
import java.math.BigDecimal;
import java.util.Map;
import java.util.Objects;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/**
 * Invoices that somebody has written at Stripe by hand, of no subscription. One whose metadata say what it includes gives that
 * to its customer's account, once, when it is paid; any other paid one is somebody's to look at.
 */
@Component
final class ManualInvoices {

    private final StripeCalls stripe;
    private final BillingBooks books;
    private final Buyers buyers;
    private final MoneyBack moneyBack;
    private final Strangers strangers;

    ManualInvoices(StripeCalls stripe, BillingBooks books, Buyers buyers, MoneyBack moneyBack, Strangers strangers) {
        this.stripe = stripe;
        this.books = books;
        this.buyers = buyers;
        this.moneyBack = moneyBack;
        this.strangers = strangers;
    }

    /** Brings the books to where an invoice is, what went back of its money included. */
    Mono<Verdict> invoice(News news, String id) {
        InvoiceRetrieveParams withPayments =
                InvoiceRetrieveParams.builder().addExpand("payments").build();
        return books.version(id)
                .flatMap(version -> stripe.ask(calls -> calls.invoices().retrieve(id, withPayments))
                        .flatMap(invoice -> paid(news, version, invoice)));
    }

    private Mono<Verdict> paid(News news, long version, Invoice invoice) {
        if (!"paid".equals(invoice.getStatus()) || Objects.requireNonNullElse(invoice.getTotal(), 0L) <= 0) {
            return Mono.just(Verdict.ignored("an invoice of no subscription, and nothing was paid by it"));
        }
        String included = metadata(invoice).get(PriceEvents.INCLUDED);
        if (included == null) {
            return says(invoice);
        }
        if (!PriceEvents.areCredits(included) || !"usd".equals(invoice.getCurrency())) {
            return Mono.just(Verdict.kept("the invoice " + invoice.getId() + " gives nothing: " + PriceEvents.INCLUDED
                    + " must be a whole number of credits below a billion, and its currency usd"));
        }
        return buyers.account(invoice.getCustomer(), metadata(invoice))
                .flatMap(account -> books.isDeleted(account)
                        .flatMap(deleted -> deleted
                                ? Mono.just(Verdict.kept(PaymentEvents.DELETED))
                                : given(news, version, invoice, account, included)))
                .defaultIfEmpty(Verdict.kept("the invoice " + invoice.getId() + " was paid, and nobody is known as its"
                        + " customer: say whose it is (" + Buyers.ACCOUNT + ")"));
    }

    /** One that says nothing; if its money went back there is nothing to look at any more. */
    private Mono<Verdict> says(Invoice invoice) {
        String reason = "the invoice " + invoice.getId() + " was paid, is of no subscription, and does not say what it"
                + " includes (" + PriceEvents.INCLUDED + ")";
        return moneyBack
                .of(PaidInvoice.withoutLines(invoice).intents())
                .map(taken ->
                        taken.cents() >= invoice.getTotal() ? Verdict.ignored(reason) : strangers.verdict(reason));
    }

    private Mono<Verdict> given(News news, long version, Invoice invoice, long account, String included) {
        PaidInvoice read = PaidInvoice.withoutLines(invoice);
        Payment payment = new Payment(
                key(read.id()),
                account,
                null,
                "",
                "",
                read.intent(),
                Payment.Source.PURCHASE,
                read.total(),
                read.cents(),
                Credits.of(new BigDecimal(included)),
                null,
                null);
        return moneyBack
                .of(read.intents())
                .flatMap(taken ->
                        books.applyAndKeep(news.events(), read.id(), version, taken.inquiry(), effects -> effects.pay(
                                        payment, "invoice " + read.id())
                                .then(effects.takeBack(payment.key(), taken.cents(), read.total(), taken.reason()))
                                .then()))
                .thenReturn(Verdict.DONE);
    }

    static String key(String invoice) {
        return "in:" + invoice;
    }

    private static Map<String, String> metadata(Invoice invoice) {
        return Objects.requireNonNullElse(invoice.getMetadata(), Map.of());
    }
}
