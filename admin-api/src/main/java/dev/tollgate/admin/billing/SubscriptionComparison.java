package dev.tollgate.admin.billing;

import com.stripe.model.StripeCollection;
import com.stripe.model.Subscription;
import com.stripe.model.SubscriptionItem;
import com.stripe.param.SubscriptionListParams;
import dev.tollgate.ledger.billing.BillingBooks;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Compares Stripe's subscriptions with the books: one that the books do not know, or know in another state. What differs is
 * looked at.
 */
@Component
final class SubscriptionComparison {

    private static final int AT_ONCE = 4;

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
        return Pages.of(this::page)
                .flatMapSequential(
                        found -> buyers.account(found.getCustomer(), found.getMetadata())
                                .flatMap(account -> difference(found, account)),
                        AT_ONCE);
    }

    private Mono<StripeCollection<Subscription>> page(String after) {
        SubscriptionListParams.Builder page = SubscriptionListParams.builder()
                .setStatus(SubscriptionListParams.Status.ALL)
                .setLimit(Pages.SIZE);
        if (!after.isEmpty()) {
            page.setStartingAfter(after);
        }
        return stripe.ask(calls -> calls.subscriptions().list(page.build()));
    }

    private Mono<String> difference(Subscription found, long account) {
        return books.subscriptions(account, settings.live())
                .flatMap(known -> Mono.justOrEmpty(difference(found, known)))
                .flatMap(sentence ->
                        looks.at(found.getId(), settings.live()).thenReturn(found.getId() + " " + sentence));
    }

    private static Optional<String> difference(
            Subscription found, List<dev.tollgate.ledger.billing.Subscription> known) {
        Optional<dev.tollgate.ledger.billing.Subscription> own =
                known.stream().filter(it -> it.id().equals(found.getId())).findFirst();
        if (own.isEmpty()) {
            return Optional.of("is not known");
        }
        if (!own.get().status().equals(found.getStatus())) {
            return Optional.of(
                    "is " + found.getStatus() + ", the books say " + own.get().status());
        }
        SubscriptionItem item = found.getItems().getData().get(0);
        String price = item.getPrice().getId();
        if (!own.get().price().equals(price)) {
            return Optional.of(
                    "has the price " + price + ", the books say " + own.get().price());
        }
        return own.get().lives() ? whetherItGoesOn(found, item, own.get()) : Optional.empty();
    }

    private static Optional<String> whetherItGoesOn(
            Subscription found, SubscriptionItem item, dev.tollgate.ledger.billing.Subscription own) {
        boolean atEnd = FoundSubscription.endsWithPeriod(found, item);
        if (own.atEnd() != atEnd) {
            return Optional.of(
                    atEnd
                            ? "ends with its period, the books say that it goes on"
                            : "goes on after its period, the books say that it ends");
        }
        boolean paused = FoundSubscription.isPaused(found);
        return own.paused() == paused
                ? Optional.empty()
                : Optional.of(
                        paused ? "is paused, the books say that it is not" : "is not paused, the books say that it is");
    }
}
