package dev.tollgate.admin.billing;

import com.stripe.model.StripeCollection;
import com.stripe.model.Subscription;
import com.stripe.param.SubscriptionListParams;
import dev.tollgate.ledger.billing.BillingBooks;
import dev.tollgate.ledger.billing.Payment;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Compares Stripe's subscriptions with the books: one that the books do not know, or know in another state, and one whose last
 * paid invoice has given nothing. What differs is looked at.
 */
@Component
final class SubscriptionComparison {

    private final StripeCalls stripe;
    private final StripeSettings settings;
    private final BillingBooks books;
    private final Buyers buyers;
    private final Looks looks;

    SubscriptionComparison(
            StripeCalls stripe, StripeSettings settings, BillingBooks books, Buyers buyers, Looks looks) {
        this.stripe = stripe;
        this.settings = settings;
        this.books = books;
        this.buyers = buyers;
        this.looks = looks;
    }

    /** What is wrong, a sentence each. Subscriptions of people who have no account here are none of ours. */
    Flux<String> differences() {
        return Pages.of(this::page).concatMap(found -> buyers.account(found.getCustomer(), found.getMetadata())
                .flatMap(account -> difference(found, account)));
    }

    private Mono<StripeCollection<Subscription>> page(String after) {
        SubscriptionListParams.Builder page = SubscriptionListParams.builder()
                .setStatus(SubscriptionListParams.Status.ALL)
                .addExpand("data.latest_invoice")
                .setLimit(Pages.SIZE);
        if (!after.isEmpty()) {
            page.setStartingAfter(after);
        }
        return stripe.ask(calls -> calls.subscriptions().list(page.build()));
    }

    private Mono<String> difference(Subscription found, long account) {
        return Mono.zip(books.subscriptions(account, settings.live()), books.ofSubscription(found.getId()))
                .flatMap(both -> Mono.justOrEmpty(difference(found, both.getT1(), both.getT2())))
                .flatMap(sentence ->
                        looks.at(found.getId(), settings.live()).thenReturn(found.getId() + " " + sentence));
    }

    private static Optional<String> difference(
            Subscription found, List<dev.tollgate.ledger.billing.Subscription> known, List<Payment.Booked> paid) {
        Optional<dev.tollgate.ledger.billing.Subscription> own =
                known.stream().filter(it -> it.id().equals(found.getId())).findFirst();
        if (own.isEmpty()) {
            return Optional.of("is not known");
        }
        if (!own.get().status().equals(found.getStatus())) {
            return Optional.of(
                    "is " + found.getStatus() + ", the books say " + own.get().status());
        }
        String price = found.getItems().getData().get(0).getPrice().getId();
        if (!own.get().price().equals(price)) {
            return Optional.of(
                    "has the price " + price + ", the books say " + own.get().price());
        }
        boolean unpaid = found.getLatestInvoiceObject() != null
                && "paid".equals(found.getLatestInvoiceObject().getStatus())
                && found.getLatestInvoiceObject().getAmountPaid() > 0
                && paid.stream().noneMatch(it -> it.key().startsWith("il:" + found.getLatestInvoice() + ":"));
        return unpaid ? Optional.of("has a paid invoice that has given nothing") : Optional.empty();
    }
}
