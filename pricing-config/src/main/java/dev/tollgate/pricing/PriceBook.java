package dev.tollgate.pricing;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/**
 * All prices of one version of {@code pricing.yaml}: immutable, safe to share, answers from memory. A model is found by
 * its exact name, else by an alias, else by the longest wildcard that matches; a model that is not found has no price
 * and must not be called.
 */
public final class PriceBook {

    /** HTTP 402, as RFC 9110 names it. */
    public static final int PAYMENT_REQUIRED = 402;

    /** HTTP 429, as RFC 6585 names it; what OpenAI says to an account without funds. */
    public static final int TOO_MANY_REQUESTS = 429;

    private static final int NEAR_NAMES = 3;

    private final Terms terms;
    private final Map<String, Provider> providers;
    private final List<Model> models;
    private final List<String> denied;
    private final ModelIndex index;
    private final Map<String, Service> services;
    private final List<CreditPackage> packages;
    private final List<PromoCode> promoCodes;
    private final Rewards rewards;
    private final BookNotes notes;
    private final Map<String, PricedPlan> plans;
    private final Map<String, PlanModels> planModels;
    private final Tariffs tariffs;

    /**
     * What holds for the whole book.
     *
     * @param credit what a credit is
     * @param markup on every provider price, as a fraction
     * @param minimumBalance calls are refused below it
     * @param lowBalance callers are warned below it
     * @param shortStatus the HTTP status of a refusal for want of credits
     */
    public record Terms(
            String version,
            CreditUnit credit,
            BigDecimal markup,
            Credits minimumBalance,
            Credits lowBalance,
            int shortStatus) {}

    /** The lists are in the order of the file. */
    public PriceBook(Terms terms, List<Provider> providers, Catalogue catalogue, Offers offers, BookNotes notes) {
        this.terms = terms;
        this.notes = notes;
        this.promoCodes = List.copyOf(offers.promoCodes());
        this.rewards = offers.rewards();
        List<PricedPlan> plans = offers.plans();
        this.providers = providers.stream()
                .collect(Collectors.collectingAndThen(
                        Collectors.toMap(
                                Provider::name, provider -> provider, (one, other) -> other, LinkedHashMap::new),
                        Collections::unmodifiableMap));
        this.models = catalogue.models().stream().map(PricedModel::model).toList();
        this.denied = List.copyOf(catalogue.denied());
        this.index = new ModelIndex(catalogue.models(), catalogue.denied());
        this.tariffs = new Tariffs(terms, this.providers, index);
        this.services = new LinkedHashMap<>();
        catalogue.services().forEach(service -> services.put(service.name(), service));
        this.packages = List.copyOf(offers.packages());
        this.plans = new LinkedHashMap<>();
        plans.forEach(priced -> this.plans.put(priced.plan().name(), priced));
        if (this.plans.isEmpty()) {
            Plan only = new Plan("default", List.of(), Plan.Limits.NONE, List.of());
            this.plans.put(only.name(), new PricedPlan(only, Optional.empty()));
        }
        this.planModels = plans.stream()
                .map(PricedPlan::plan)
                .collect(Collectors.toMap(Plan::name, plan -> new PlanModels(plan.models(), index), (a, b) -> b));
    }

    /** Names the content of the file: equal files have equal versions. */
    public String version() {
        return terms.version();
    }

    /** US dollars a credit; empty if a credit has no worth in money. */
    public Optional<BigDecimal> creditWorth() {
        return terms.credit().worth();
    }

    /** Tokens of any kind for one credit, where a model has no price of its own; empty: that is no price. */
    public OptionalLong creditTokens() {
        return terms.credit().tokens();
    }

    /** Whether a credit is a dollar, and amounts are better shown as dollars. */
    public boolean shownAsUsd() {
        return terms.credit().shownAsUsd();
    }

    /** The amount in US dollars, exact; empty if a credit has no worth in money. */
    public Optional<BigDecimal> usd(Credits credits) {
        return terms.credit().usd(credits);
    }

    /** Calls are refused below this balance; zero if the file names none. */
    public Credits minimumBalance() {
        return terms.minimumBalance();
    }

    /** Callers are warned below this balance; zero if the file names none. */
    public Credits lowBalance() {
        return terms.lowBalance();
    }

    /** The HTTP status of a refusal for want of credits: {@value #PAYMENT_REQUIRED} or {@value #TOO_MANY_REQUESTS}. */
    public int shortStatus() {
        return terms.shortStatus();
    }

    /** The providers by name, in the order of the file. */
    public Map<String, Provider> providers() {
        return providers;
    }

    /** The models that have a price, wildcards included, in the order of the file. */
    public List<Model> models() {
        return models;
    }

    /** Names and wildcards that are refused though another wildcard may fit them, in the order of the file. */
    public List<String> denied() {
        return denied;
    }

    /** The services that have a price, in the order of the file. */
    public List<Service> services() {
        return List.copyOf(services.values());
    }

    public Optional<Service> service(String name) {
        return Optional.ofNullable(services.get(name));
    }

    /**
     * What so many of a service cost under the plan, rounded up once to a nano-credit.
     *
     * @throws ArithmeticException if that is more than an amount of credits can hold
     */
    public Charge price(Service service, Plan plan, long quantity) {
        return price(service, plan, BigDecimal.valueOf(quantity));
    }

    /**
     * What so much of a service costs under the plan, rounded up once to a nano-credit. The plan's own markup counts before
     * the service's, the service's before the book's; a price in credits has none.
     *
     * @param quantity in the service's own measure: minutes for one that is sold by the minute, whole or not
     * @throws ArithmeticException if that is more than an amount of credits can hold
     */
    public Charge price(Service service, Plan plan, BigDecimal quantity) {
        return ServiceCharge.of(
                service,
                service.price().marked(BigDecimal.ONE.add(ServiceCharge.markup(service, markup(plan), terms))),
                quantity,
                terms);
    }

    /** What a service costs under the plan, to be kept with a call; with the caller's own key, the plan's fee alone. */
    public ServiceRate rate(Service service, Plan plan, boolean ownKey) {
        BigDecimal fee = plan.offer().ownKeyFee().orElse(BigDecimal.ZERO);
        return ServiceCharge.rate(service, markup(plan), ownKey ? Optional.of(fee) : Optional.empty(), terms);
    }

    /**
     * What the platform itself pays for so much of a service; empty if the file does not tell.
     *
     * @throws ArithmeticException if that is more than an amount of credits can hold
     */
    public Optional<Charge> cost(Service service, BigDecimal quantity) {
        return service.cost()
                .or(() -> Optional.of(service.price()).filter(price -> price.currency() == Currency.USD))
                .map(price -> ServiceCharge.of(service, price, quantity, terms));
    }

    /** When the prices begin; empty: at once. Whoever uses the book keeps to it. */
    public Optional<Instant> effective() {
        return notes.effective();
    }

    /** The operator's own words of a message; empty: the gateway's. */
    public Optional<String> message(Message message) {
        return Optional.ofNullable(notes.messages().get(message));
    }

    /** In the order of the file. */
    public List<PromoCode> promoCodes() {
        return promoCodes;
    }

    /** What accounts are given by rule. */
    public Rewards rewards() {
        return rewards;
    }

    /** The packages of credits on sale, in the order of the file. */
    public List<CreditPackage> packages() {
        return packages;
    }

    /** The model that a caller means; empty if it has no price, is denied, or is longer than any model's name. */
    public Optional<Model> model(String asked) {
        return index.find(asked);
    }

    /** The model whose rates count when {@code model}, asked for by a name, is answered under another one. */
    public Model answering(String asked, Model model, String answered) {
        return index.answering(asked, model, answered);
    }

    /** Up to three names of the book that look like the one asked for. */
    public List<String> near(String asked) {
        return NearNames.of(asked, index.names(), NEAR_NAMES);
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
        PlanModels allowed = planModels.get(plan.name());
        boolean ofThisBook = plan(plan.name()).filter(plan::equals).isPresent();
        return (allowed != null && ofThisBook ? allowed : new PlanModels(plan.models(), index)).allows(asked);
    }

    /** Whether a list of names and wildcards means the model that is asked for, as a plan's list would. An empty one means none. */
    public boolean allows(List<String> listed, String asked) {
        return !listed.isEmpty() && new PlanModels(listed, index).allows(asked);
    }

    /**
     * The model's rates under the plan. The plan's own markup counts before the model's, the model's before the book's.
     *
     * @throws IllegalArgumentException if the model is not of this book
     */
    public Tariff tariff(Model model, Plan plan) {
        return tariffs.price(model, markup(plan));
    }

    /**
     * What a call costs that the caller's own provider key pays for: the plan's fee, a share of the model's rates; nothing
     * where the plan has none.
     *
     * @throws IllegalArgumentException if the model is not of this book
     */
    public Tariff ownKeyTariff(Model model, Plan plan) {
        return tariffs.fee(model, markup(plan), plan.offer().ownKeyFee().orElse(BigDecimal.ZERO));
    }

    /**
     * What the platform itself pays for the model: its {@code cost} where the file gives one, else its rates without any
     * markup.
     *
     * @throws IllegalArgumentException if the model is not of this book
     */
    public Tariff cost(Model model) {
        return tariffs.cost(model);
    }

    /** Whether {@link #cost(Model)} is what the provider takes: not for a price in credits without a {@code cost}. */
    public boolean knowsCost(Model model) {
        return index.entry(model.name())
                .filter(priced -> !priced.costs().isInCredits())
                .isPresent();
    }

    private Optional<BigDecimal> markup(Plan plan) {
        return Optional.ofNullable(plans.get(plan.name())).flatMap(PricedPlan::markup);
    }
}
