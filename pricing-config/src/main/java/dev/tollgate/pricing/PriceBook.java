package dev.tollgate.pricing;

import java.math.BigDecimal;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * All prices of one version of {@code pricing.yaml}: immutable, safe to share, answers from memory. A model is found by
 * its exact name, else by an alias, else by the longest wildcard that matches; a model that is not found has no price
 * and must not be called.
 */
public final class PriceBook {

    private static final int NEAR_NAMES = 3;

    private final Terms terms;
    private final Map<String, Provider> providers;
    private final Map<String, PricedModel> byName = new HashMap<>();
    private final List<PricedModel> wildcards;
    private final List<Model> models;
    private final Map<String, PricedPlan> plans;
    private final Map<TariffKey, Tariff> tariffs = new ConcurrentHashMap<>();

    private record TariffKey(String model, String plan) {}

    /**
     * What holds for the whole book.
     *
     * @param creditWorth US dollars a credit, above zero
     * @param markup on every provider price, as a fraction
     * @param minimumBalance calls are refused below it
     * @param lowBalance callers are warned below it
     */
    public record Terms(
            String version, BigDecimal creditWorth, BigDecimal markup, Credits minimumBalance, Credits lowBalance) {}

    /** @param markup the plan's own markup, which takes the place of the model's and the book's */
    public record PricedPlan(Plan plan, Optional<BigDecimal> markup) {}

    /** The lists are in the order of the file; denied wildcards are models without a provider and are kept apart. */
    public PriceBook(
            Terms terms,
            List<Provider> providers,
            List<PricedModel> models,
            List<String> denied,
            List<PricedPlan> plans) {
        this.terms = terms;
        this.providers = index(providers);
        this.models = models.stream().map(PricedModel::model).toList();
        for (PricedModel priced : models) {
            priced.model().aliases().forEach(alias -> byName.put(alias, priced));
        }
        models.stream()
                .filter(priced -> !priced.model().isWildcard())
                .forEach(priced -> byName.put(priced.model().name(), priced));
        this.wildcards = models.stream()
                .filter(priced -> priced.model().isWildcard())
                .sorted(Comparator.comparingInt((PricedModel priced) ->
                                priced.model().name().length())
                        .reversed())
                .toList();
        this.denied = List.copyOf(denied);
        this.plans = new LinkedHashMap<>();
        plans.forEach(priced -> this.plans.put(priced.plan().name(), priced));
        if (this.plans.isEmpty()) {
            Plan only = new Plan("default", Optional.empty(), Plan.Limits.NONE, List.of());
            this.plans.put(only.name(), new PricedPlan(only, Optional.empty()));
        }
    }

    private final List<String> denied;

    private static Map<String, Provider> index(List<Provider> providers) {
        Map<String, Provider> index = new LinkedHashMap<>();
        providers.forEach(provider -> index.put(provider.name(), provider));
        return Collections.unmodifiableMap(index);
    }

    /** Names the content of the file: equal files have equal versions. */
    public String version() {
        return terms.version();
    }

    /** US dollars a credit. */
    public BigDecimal creditWorth() {
        return terms.creditWorth();
    }

    /** The amount in US dollars, exact. */
    public BigDecimal usd(Credits credits) {
        return credits.toDecimal().multiply(terms.creditWorth());
    }

    public Credits minimumBalance() {
        return terms.minimumBalance();
    }

    public Credits lowBalance() {
        return terms.lowBalance();
    }

    public Map<String, Provider> providers() {
        return providers;
    }

    public List<Model> models() {
        return models;
    }

    public Optional<Model> model(String asked) {
        return priced(asked).map(PricedModel::model);
    }

    private Optional<PricedModel> priced(String asked) {
        PricedModel exact = byName.get(asked);
        if (exact != null || denied.contains(asked)) {
            return Optional.ofNullable(exact);
        }
        Optional<PricedModel> wildcard = wildcards.stream()
                .filter(priced -> Wildcards.matches(priced.model().name(), asked))
                .findFirst();
        int length = wildcard.map(priced -> priced.model().name().length()).orElse(0);
        boolean deniedCloser =
                denied.stream().anyMatch(pattern -> pattern.length() > length && Wildcards.matches(pattern, asked));
        return deniedCloser ? Optional.empty() : wildcard;
    }

    /** Up to three names of the book that look like the one asked for. */
    public List<String> near(String asked) {
        return NearNames.of(asked, byName.keySet(), NEAR_NAMES);
    }

    /** The plan of new accounts: the file's first, or one without limits if the file has none. */
    public Plan firstPlan() {
        return plans.values().iterator().next().plan();
    }

    public List<Plan> plans() {
        return plans.values().stream().map(PricedPlan::plan).toList();
    }

    public Optional<Plan> plan(String name) {
        return Optional.ofNullable(plans.get(name)).map(PricedPlan::plan);
    }

    /** Whether the plan may call the model; a plan that lists no models may call all. */
    public boolean allows(Plan plan, String asked) {
        if (plan.models().isEmpty()) {
            return true;
        }
        String name = model(asked).map(Model::name).orElse(asked);
        return plan.models().stream()
                .anyMatch(listed ->
                        listed.equals(name) || listed.equals(asked) || Wildcards.matches(listed, asked));
    }

    /** The model's rates under the plan. The plan's own markup counts before the model's, the model's before the book's. */
    public Tariff tariff(Model model, Plan plan) {
        return tariffs.computeIfAbsent(new TariffKey(model.name(), plan.name()), key -> make(model, plan));
    }

    private Tariff make(Model model, Plan plan) {
        PricedModel priced = byName.containsKey(model.name())
                ? java.util.Objects.requireNonNull(byName.get(model.name()))
                : wildcards.stream()
                        .filter(candidate -> candidate.model().name().equals(model.name()))
                        .findFirst()
                        .orElseThrow(() -> new IllegalArgumentException("not a model of this book: " + model.name()));
        PricedPlan pricedPlan = plans.get(plan.name());
        Optional<BigDecimal> own = pricedPlan == null ? Optional.empty() : pricedPlan.markup();
        BigDecimal markup = own.or(priced::markup).orElse(terms.markup());
        return new Tariff(marked(priced, BigDecimal.ONE.add(markup)), terms.version(), terms.creditWorth());
    }

    private static PricedModel marked(PricedModel priced, BigDecimal factor) {
        Map<String, BigDecimal> fees = new HashMap<>();
        priced.toolFees().forEach((tool, fee) -> fees.put(tool, fee.multiply(factor).stripTrailingZeros()));
        return new PricedModel(
                priced.model(),
                priced.base().times(factor),
                priced.tiers().stream()
                        .map(tier -> new PricedModel.Tier(tier.above(), tier.rates().times(factor)))
                        .toList(),
                fees,
                priced.perRequest().multiply(factor).stripTrailingZeros(),
                priced.markup());
    }
}
