package dev.tollgate.admin.billing;

import com.stripe.model.radar.EarlyFraudWarning;
import dev.tollgate.ledger.billing.BillingBooks;
import java.util.Objects;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Warnings of cards' issuers that a payment is probably a fraud: nothing goes back yet, and somebody should see to it that it does. */
@Component
final class FraudWarnings {

    /** How the ids of warnings begin. */
    static final String PREFIX = "issfr_";

    private final StripeCalls stripe;
    private final BillingBooks books;
    private final Strangers strangers;

    FraudWarnings(StripeCalls stripe, BillingBooks books, Strangers strangers) {
        this.stripe = stripe;
        this.books = books;
        this.strangers = strangers;
    }

    Mono<Verdict> warning(News news) {
        return stripe.ask(calls -> calls.radar().earlyFraudWarnings().retrieve(news.object()))
                .flatMap(this::verdict);
    }

    /** One that is not actionable is over: its payment was refunded, or is disputed. */
    private Mono<Verdict> verdict(EarlyFraudWarning found) {
        if (!Boolean.TRUE.equals(found.getActionable())) {
            return Mono.just(Verdict.ignored("the payment that it warns of was refunded, or is disputed"));
        }
        String payment = Objects.requireNonNullElse(found.getPaymentIntent(), found.getCharge());
        String reason = "the card's issuer warns that " + payment + " is a fraud (" + found.getFraudType()
                + "): give the money back before it is disputed, if you think so too";
        return books.byIntent(payment)
                .map(booked -> booked.isEmpty() ? strangers.verdict(reason) : Verdict.kept(reason));
    }
}
