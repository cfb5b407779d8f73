package dev.tollgate.pricing;

import java.math.BigDecimal;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The tariffs of one book, each made when it is first asked for and kept. */
final class Tariffs {

    private static final Seller PLATFORM = new Seller(Optional.of(BigDecimal.ZERO), BigDecimal.ONE, true);

    private final PriceBook.Terms terms;
    private final Map<String, Provider> providers;
    private final ModelIndex index;
    private final Map<Seller, Map<String, Tariff>> made = new ConcurrentHashMap<>();

    /**
     * By whose prices models are sold.
     *
     * @param share of the price that is taken: all of it, or a fee
     * @param cost whether it is what the platform pays
     */
    private record Seller(Optional<BigDecimal> planMarkup, BigDecimal share, boolean cost) {}

    Tariffs(PriceBook.Terms terms, Map<String, Provider> providers, ModelIndex index) {
        this.terms = terms;
        this.providers = providers;
        this.index = index;
    }

    /** @param planMarkup counts before the model's, the model's before the book's */
    Tariff price(Model model, Optional<BigDecimal> planMarkup) {
        return of(model, new Seller(planMarkup, BigDecimal.ONE, false));
    }

    /** @param share of the price that is taken */
    Tariff fee(Model model, Optional<BigDecimal> planMarkup, BigDecimal share) {
        return of(model, new Seller(planMarkup, share, false));
    }

    /** What the platform itself pays. */
    Tariff cost(Model model) {
        return of(model, PLATFORM);
    }

    private Tariff of(Model model, Seller seller) {
        return made.computeIfAbsent(seller, added -> new ConcurrentHashMap<>())
                .computeIfAbsent(model.name(), name -> make(name, seller));
    }

    private Tariff make(String model, Seller seller) {
        PricedModel priced = index.entry(model)
                .orElseThrow(() -> new IllegalArgumentException("not a model of this book: " + model));
        BigDecimal markup = seller.planMarkup().or(priced::markup).orElse(terms.markup());
        return new Tariff(
                priced.model(),
                seller.cost() ? priced.costs() : priced.price(),
                new Rating(BigDecimal.ONE.add(markup), seller.share(), BigDecimal.ONE, terms.credit()),
                Optional.ofNullable(providers.get(priced.model().provider()))
                        .map(Provider::serviceTiers)
                        .orElse(ServiceTiers.NONE),
                terms.version());
    }
}
