package dev.tollgate.pricing;

import java.math.BigDecimal;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/** The tariffs of one book, each made when it is first asked for and kept. */
final class Tariffs {

    private final PriceBook.Terms terms;
    private final Map<String, Provider> providers;
    private final ModelIndex index;

    /** By the plan's markup, and then by the model: looked up for every call. */
    private final Map<Optional<BigDecimal>, Map<String, Tariff>> prices = new ConcurrentHashMap<>();

    private final Map<Fee, Map<String, Tariff>> fees = new ConcurrentHashMap<>();
    private final Map<String, Tariff> costs = new ConcurrentHashMap<>();

    private record Fee(Optional<BigDecimal> planMarkup, BigDecimal share) {}

    Tariffs(PriceBook.Terms terms, Map<String, Provider> providers, ModelIndex index) {
        this.terms = terms;
        this.providers = providers;
        this.index = index;
    }

    /** @param planMarkup counts before the model's, the model's before the book's */
    Tariff price(Model model, Optional<BigDecimal> planMarkup) {
        return kept(prices, planMarkup, model, name -> sold(name, planMarkup, BigDecimal.ONE));
    }

    /** @param share of the price that is taken */
    Tariff fee(Model model, Optional<BigDecimal> planMarkup, BigDecimal share) {
        return kept(fees, new Fee(planMarkup, share), model, name -> sold(name, planMarkup, share));
    }

    /** What the platform itself pays. */
    Tariff cost(Model model) {
        return costs.computeIfAbsent(model.name(), name -> {
            PricedModel priced = entry(name);
            return make(priced, priced.costs(), rating(BigDecimal.ZERO, BigDecimal.ONE));
        });
    }

    /** Looked for before it is made: computeIfAbsent alone may lock, even for what is there. */
    private static <T> Tariff kept(
            Map<T, Map<String, Tariff>> tariffs, T terms, Model model, Function<String, Tariff> making) {
        Map<String, Tariff> byModel = tariffs.get(terms);
        if (byModel == null) {
            byModel = tariffs.computeIfAbsent(terms, added -> new ConcurrentHashMap<>());
        }
        Tariff tariff = byModel.get(model.name());
        return tariff == null ? byModel.computeIfAbsent(model.name(), making) : tariff;
    }

    private Tariff sold(String model, Optional<BigDecimal> planMarkup, BigDecimal share) {
        PricedModel priced = entry(model);
        BigDecimal markup = planMarkup.or(priced::markup).orElse(terms.markup());
        return make(priced, priced.price(), rating(markup, share));
    }

    private PricedModel entry(String model) {
        return index.entry(model).orElseThrow(() -> new IllegalArgumentException("not a model of this book: " + model));
    }

    private Rating rating(BigDecimal markup, BigDecimal share) {
        return new Rating(BigDecimal.ONE.add(markup), share, BigDecimal.ONE, terms.credit());
    }

    private Tariff make(PricedModel priced, ModelPrice price, Rating rating) {
        return new Tariff(
                priced.model(),
                price,
                rating,
                Optional.ofNullable(providers.get(priced.model().provider()))
                        .map(Provider::serviceTiers)
                        .orElse(ServiceTiers.NONE),
                terms.version());
    }
}
