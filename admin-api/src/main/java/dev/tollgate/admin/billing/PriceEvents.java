package dev.tollgate.admin.billing;

import com.stripe.exception.InvalidRequestException;
import com.stripe.exception.StripeException;
import com.stripe.model.Price;
import com.stripe.param.PriceRetrieveParams;
import com.stripe.service.V1Services;
import dev.tollgate.ledger.billing.BillingBooks;
import dev.tollgate.ledger.billing.StripePrice;
import dev.tollgate.pricing.Credits;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Prices at Stripe that say what they include; one that says it wrongly is not taken. */
@Component
final class PriceEvents {

    /** In the metadata of a price: credits for each time that it is paid. */
    static final String INCLUDED = "includedCredits";

    private static final int MOST_DIGITS = 9;

    private final StripeCalls stripe;
    private final BillingBooks books;

    PriceEvents(StripeCalls stripe, BillingBooks books) {
        this.stripe = stripe;
        this.books = books;
    }

    /** A price with its product: what is archived is not sold. */
    static Price fetch(V1Services calls, String id) throws StripeException {
        return calls.prices()
                .retrieve(id, PriceRetrieveParams.builder().addExpand("product").build());
    }

    /** What a price says; one of the two. */
    record Read(Optional<StripePrice> price, String problem) {}

    Mono<Verdict> price(News news) {
        return books.version(news.object()).flatMap(version -> stripe.ask(calls -> fetch(calls, news.object()))
                .flatMap(found -> price(news, version, found))
                .onErrorResume(
                        InvalidRequestException.class,
                        gone -> noPackage(news, version, "the price is not there any more")));
    }

    private Mono<Verdict> price(News news, long version, Price found) {
        if (!found.getMetadata().containsKey(INCLUDED)) {
            return noPackage(news, version, "");
        }
        Read read = read(found);
        return read.price().isEmpty()
                ? noPackage(news, version, read.problem())
                : books.apply(
                                news.events(),
                                news.object(),
                                version,
                                it -> it.price(read.price().get(), Instant.MAX))
                        .thenReturn(Verdict.DONE);
    }

    /**
     * It is not sold any more.
     *
     * @param problem why it cannot be; empty: it says of itself that it is none
     */
    private Mono<Verdict> noPackage(News news, long version, String problem) {
        return books.isPackage(news.object())
                .flatMap(was -> was
                        ? books.apply(news.events(), news.object(), version, it -> it.priceGone(news.object()))
                                .thenReturn(Verdict.DONE)
                        : Mono.just(
                                problem.isEmpty()
                                        ? Verdict.ignored("the price has no " + INCLUDED)
                                        : Verdict.kept(problem)));
    }

    /** Whether a text says whole credits, not below zero, below a billion. */
    static boolean areCredits(String text) {
        return text.matches("[0-9]{1," + MOST_DIGITS + "}");
    }

    /** @param found with its product, if it matters whether it is for sale */
    static Read read(Price found) {
        Map<String, String> metadata = found.getMetadata();
        String included = Objects.requireNonNullElse(metadata.get(INCLUDED), "");
        if (!areCredits(included)) {
            return problem(
                    found, INCLUDED + " must be a whole number of credits below a billion, not '" + included + "'");
        }
        if (found.getUnitAmount() == null || !"usd".equals(found.getCurrency())) {
            return problem(found, "it must be a fixed amount in US dollars");
        }
        if (found.getRecurring() == null && found.getUnitAmount() < Purchases.LEAST_CENTS) {
            return problem(found, "what is paid once must cost $0.50 at least");
        }
        return new Read(
                Optional.of(new StripePrice(
                        found.getId(),
                        Objects.requireNonNullElse(found.getLookupKey(), found.getId()),
                        found.getProduct(),
                        metadata.getOrDefault(SubscriptionEvents.PLAN, ""),
                        found.getUnitAmount(),
                        Credits.of(new BigDecimal(included)),
                        isActive(found),
                        found.getRecurring() == null,
                        Boolean.TRUE.equals(found.getLivemode()))),
                "");
    }

    private static boolean isActive(Price found) {
        boolean archived = found.getProductObject() != null
                && !Boolean.TRUE.equals(found.getProductObject().getActive());
        return Boolean.TRUE.equals(found.getActive()) && !archived;
    }

    private static Read problem(Price found, String sentence) {
        return new Read(Optional.empty(), "the price " + found.getId() + " is not taken: " + sentence);
    }
}
