package dev.tollgate.pricing;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The rates of one model under one plan, markup included, pinned with the version of their price book. The same formula
 * sizes a hold (on the worst case) and a debit (on the real usage).
 */
public final class Tariff {

    private static final String REQUEST = "request";

    private final Model model;
    private final String priceVersion;
    private final CreditUnit credit;
    private final ServiceTiers serviceTiers;
    private final @Nullable TokenRates tokens;
    private final Map<String, TokenRates> tokensByServiceTier;
    private final UnitRates units;
    private final Map<String, Rate> toolFees;
    private final @Nullable Rate perRequest;
    private final Rate nothing;

    /** @param rating the markup, and what a credit is */
    Tariff(Model model, ModelPrice price, Rating rating, ServiceTiers serviceTiers, String priceVersion) {
        this.model = model;
        this.priceVersion = priceVersion;
        this.credit = rating.credit();
        this.serviceTiers = serviceTiers;
        this.tokens = price.tokens().map(each -> TokenRates.of(each, rating)).orElse(null);
        this.tokensByServiceTier = price.tokens()
                .map(each -> mapped(serviceTiers.multipliers(), factor -> TokenRates.of(each, rating.in(factor))))
                .orElse(Map.of());
        this.units = new UnitRates(price.units(), rating);
        this.toolFees = mapped(price.toolFees(), fee -> rating.rate(Price.usd(fee)));
        this.perRequest = price.request().map(rating::rate).orElse(null);
        this.nothing = rating.nothing();
    }

    private static <V, W> Map<String, W> mapped(Map<String, V> values, Function<V, W> mapping) {
        return values.entrySet().stream()
                .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, each -> mapping.apply(each.getValue())));
    }

    public Model model() {
        return model;
    }

    public String priceVersion() {
        return priceVersion;
    }

    /** Whether each request has a price of its own, beside its tokens or instead. */
    public boolean chargesRequests() {
        return perRequest != null;
    }

    /** Whether tokens have a price, be it zero. */
    public boolean pricesTokens() {
        return tokens != null;
    }

    /**
     * Whether the book gives tokens of the kind a price of their own. Else they cost what their relation costs, which may be
     * less than the provider takes.
     */
    public boolean prices(TokenKind kind) {
        return tokens == null || tokens.say(kind);
    }

    /** Whether the book gives the tool a fee, be it zero. */
    public boolean prices(String tool) {
        return toolFees.containsKey(tool);
    }

    /** Whether the provider's tier of service has a price here, be it the standard one. */
    public boolean pricesServiceTier(String tier) {
        return serviceTiers.prices(tier);
    }

    /**
     * Every price of this tariff in the standard tier of service, as people compare them: tokens by kind (for larger
     * requests, and later bands, under {@code input>200000} and so on), then other units, then tools, then the request
     * itself. Markup included.
     */
    public List<UnitPrice> prices() {
        List<UnitPrice> prices = new ArrayList<>();
        if (tokens != null) {
            tokens.addTo(prices);
        }
        prices.addAll(units.prices());
        new TreeMap<>(toolFees).forEach((tool, rate) -> prices.add(rate.of(tool)));
        if (perRequest != null) {
            prices.add(perRequest.of(REQUEST));
        }
        return prices;
    }

    /**
     * What the usage costs, rounded up once to a nano-credit. A usage is one request unless it counts several in its
     * {@code request} unit, so a fee per request needs nobody to ask for it. A tool that the book does not price is a line
     * at zero, and so is a unit where the model is priced by tokens too.
     *
     * @throws ArithmeticException if that is more than an amount of credits can hold
     * @throws UnpricedUsageException if it has nothing that the model is priced by, or a unit without a price
     */
    public Charge price(Usage usage) {
        ChargeSum sum = emptySum();
        addTo(sum, usage, requests(usage), this);
        return sum.charge();
    }

    ChargeSum emptySum() {
        return new ChargeSum(priceVersion, credit);
    }

    static long requests(Usage usage) {
        return usage.units().getOrDefault(REQUEST, 1L);
    }

    /** More work within a request pays no fee for it again, unless its model has no other price. */
    long requestsWithin() {
        return tokens == null && units.isEmpty() ? 1 : 0;
    }

    /** @param quoted whose fees count for tools that have none here */
    void addTo(ChargeSum sum, Usage usage, long requests, Tariff quoted) {
        if (!usage.tokens().isEmpty() || !usage.tools().isEmpty()) {
            requirePriced(usage);
        }
        String name = model.name();
        addTokens(sum, usage);
        // Loops, not lambdas: this runs for every call, and a call of forEach that many share is compiled for none of
        // them.
        for (Map.Entry<String, Long> calls : usage.tools().entrySet()) {
            String tool = calls.getKey();
            Tariff asking = toolFees.containsKey(tool) || !quoted.prices(tool) ? this : quoted;
            sum.add(tool, asking.model.name(), calls.getValue(), asking.toolFees.getOrDefault(tool, nothing));
        }
        if (requests > 0 && perRequest != null) {
            sum.add(REQUEST, name, requests, perRequest);
        }
        for (Map.Entry<String, Long> counted : usage.units().entrySet()) {
            if (!counted.getKey().equals(REQUEST)) {
                sum.add(counted.getKey(), name, counted.getValue(), unit(counted.getKey()));
            }
        }
    }

    private void addTokens(ChargeSum sum, Usage usage) {
        TokenRates rates = rates(usage);
        if (rates != null) {
            rates.charge(usage, model.name(), sum);
            return;
        }
        for (Map.Entry<TokenKind, Long> counted : usage.tokens().entrySet()) {
            sum.add(counted.getKey().jsonName(), model.name(), counted.getValue(), nothing);
        }
    }

    private @Nullable TokenRates rates(Usage usage) {
        if (usage.serviceTier().isEmpty()) {
            return tokens;
        }
        String tier = usage.serviceTier().get();
        if (serviceTiers.lacksPriceOf(tier)) {
            throw new UnpricedUsageException(model.name(), "the service tier " + tier);
        }
        TokenRates rates = tokensByServiceTier.get(tier);
        return rates == null ? tokens : rates;
    }

    private Rate unit(String unit) {
        // A price for the request alone is the price of all that it does.
        boolean paidOtherwise = (tokens != null || units.isEmpty()) && !units.pricesOthersLike(unit);
        return units.of(unit)
                .or(() -> Optional.of(nothing).filter(rate -> paidOtherwise))
                .orElseThrow(() -> new UnpricedUsageException(model.name(), unit));
    }

    /** A model that is sold by the image or the second is not given away to those who count its tokens. */
    private void requirePriced(Usage usage) {
        if (tokens == null
                && !units.isEmpty()
                && usage.units().keySet().stream().allMatch(REQUEST::equals)) {
            throw new UnpricedUsageException(model.name(), TokenKind.INPUT.jsonName());
        }
    }

    /** The usage of the given size whose kinds are the dearest of those that are possible, in the standard tier. */
    public Usage dearest(
            Set<TokenKind> inputKinds, long input, Set<TokenKind> outputKinds, long output, Map<String, Long> tools) {
        return dearest(UsageBounds.of(inputKinds, input, outputKinds, output, tools));
    }

    /**
     * The dearest usage within the bounds: no other costs more.
     *
     * @throws UnpricedUsageException if a call within the bounds has no price
     */
    public Usage dearest(UsageBounds bounds) {
        Usage.Builder usage = Usage.builder().serviceTier(serviceTiers.dearest(bounds.serviceTier()));
        if (tokens != null) {
            tokens.addDearest(bounds, usage);
        } else {
            usage.tokens(TokenKind.INPUT, bounds.input()).tokens(TokenKind.OUTPUT, bounds.output());
        }
        bounds.tools().forEach(usage::tool);
        bounds.units().forEach(usage::unit);
        if (chargesRequests()) {
            usage.unit(REQUEST, Objects.requireNonNullElse(bounds.units().get(REQUEST), 1L));
        }
        Usage dearest = usage.build();
        requirePriced(dearest);
        for (String unit : dearest.units().keySet()) {
            if (!unit.equals(REQUEST)) {
                unit(unit);
            }
        }
        return dearest;
    }
}
