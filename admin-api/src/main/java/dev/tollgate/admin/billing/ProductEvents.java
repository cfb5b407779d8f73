package dev.tollgate.admin.billing;

import com.stripe.model.Price;
import com.stripe.model.StripeCollection;
import com.stripe.param.PriceListParams;
import dev.tollgate.ledger.billing.BillingBooks;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Products at Stripe: what becomes of one becomes of its prices too, of which no event tells. */
@Component
final class ProductEvents {

    private final StripeCalls stripe;
    private final BillingBooks books;
    private final Looks looks;
    private final StripeSettings settings;

    ProductEvents(StripeCalls stripe, BillingBooks books, Looks looks, StripeSettings settings) {
        this.stripe = stripe;
        this.books = books;
        this.looks = looks;
        this.settings = settings;
    }

    /** Has its prices looked at that say what they include; what does not was looked at when it began to say nothing. */
    Mono<Verdict> product(News news) {
        return books.version(news.object()).flatMap(version -> Pages.of((String after) -> prices(news.object(), after))
                .filter(price -> price.getMetadata().containsKey(PriceEvents.INCLUDED))
                .concatMap(price -> looks.at(price.getId(), settings.live()).thenReturn(true))
                .count()
                .flatMap(looked -> looked == 0
                        ? Mono.just(Verdict.ignored("no price of the product has " + PriceEvents.INCLUDED))
                        : books.apply(news.events(), news.object(), version, it -> Mono.empty())
                                .thenReturn(Verdict.DONE)));
    }

    private Mono<StripeCollection<Price>> prices(String product, String after) {
        PriceListParams.Builder page =
                PriceListParams.builder().setProduct(product).setLimit(Pages.SIZE);
        if (!after.isEmpty()) {
            page.setStartingAfter(after);
        }
        return stripe.ask(calls -> calls.prices().list(page.build()));
    }
}
