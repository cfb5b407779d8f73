package dev.tollgate.admin.billing;

import dev.tollgate.ledger.billing.BillingBooks;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Events that Stripe has failed to make, and so are in no list of its. Another event says so, and what the one was to be about
 * is seen only when that other one is fetched.
 */
@Component
final class UnmadeEvents {

    static final String TYPE = "v2.core.health.event_generation_failure.resolved";

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final StripeCalls stripe;
    private final BillingBooks books;
    private final Looks looks;
    private final StripeSettings settings;

    UnmadeEvents(StripeCalls stripe, BillingBooks books, Looks looks, StripeSettings settings) {
        this.stripe = stripe;
        this.books = books;
        this.looks = looks;
        this.settings = settings;
    }

    /** Has the object looked at, as if its event had come. */
    Mono<Verdict> unmade(News news) {
        return books.version(news.object())
                .flatMap(version -> stripe.event(news.object()).flatMap(text -> unmade(news, version, text)));
    }

    private Mono<Verdict> unmade(News news, long version, String text) {
        JsonNode impact = JSON.readTree(text).path("data").path("impact");
        String object = impact.path("related_object").path("id").asString("");
        if (object.isEmpty()) {
            return Mono.just(Verdict.kept("Stripe has failed to make an event, and does not say what it was about"));
        }
        return looks.as(impact.path("event_type").asString(EventReactions.LOOK), object, settings.live())
                .then(books.apply(news.events(), news.object(), version, effects -> Mono.empty()))
                .thenReturn(Verdict.DONE);
    }
}
