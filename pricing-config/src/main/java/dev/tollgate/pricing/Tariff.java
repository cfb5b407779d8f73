package dev.tollgate.pricing;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;

/**
 * The rates of one model under one plan, markup included, pinned with the version of their price book. The same formula
 * sizes a hold (on the worst case) and a debit (on the real usage).
 */
public final class Tariff {

    private static final String REQUEST = "request";

    private final Model model;
    private final String priceVersion;
    private final BigDecimal creditWorth;
    private final Map<TokenKind, Rate> base;
    private final List<Tier> tiers;
    private final Map<String, Rate> toolFees = new HashMap<>();
    private final Rate perRequest;
    private final Rate unpriced;

    private record Tier(long above, Map<TokenKind, Rate> rates) {}

    /**
     * @param factor on every price of the model: 1.2 for a markup of 20 %
     * @param creditWorth US dollars a credit
     */
    Tariff(PricedModel priced, BigDecimal factor, String priceVersion, BigDecimal creditWorth) {
        this.model = priced.model();
        this.priceVersion = priceVersion;
        this.creditWorth = creditWorth;
        this.base = tokenRates(priced.base(), factor, creditWorth);
        this.tiers = priced.tiers().stream()
                .map(tier -> new Tier(tier.above(), tokenRates(tier.rates(), factor, creditWorth)))
                .toList();
        priced.toolFees().forEach((tool, fee) -> toolFees.put(tool, Rate.each(fee.multiply(factor), creditWorth)));
        this.perRequest = Rate.each(priced.perRequest().multiply(factor), creditWorth);
        this.unpriced = Rate.each(BigDecimal.ZERO, creditWorth);
    }

    private static Map<TokenKind, Rate> tokenRates(Rates rates, BigDecimal factor, BigDecimal creditWorth) {
        EnumMap<TokenKind, Rate> scaled = new EnumMap<>(TokenKind.class);
        rates.perMillion()
                .forEach((kind, price) -> scaled.put(kind, Rate.perMillion(price.multiply(factor), creditWorth)));
        return scaled;
    }

    public Model model() {
        return model;
    }

    public String priceVersion() {
        return priceVersion;
    }

    /** Whether each request has a fee of its own, beside its tokens. */
    public boolean chargesRequests() {
        return perRequest.unitPrice().signum() > 0;
    }

    /** Whether the book gives the tool a fee, be it zero. */
    public boolean prices(String tool) {
        return toolFees.containsKey(tool);
    }

    /**
     * Every price of this tariff, as people compare them: tokens by kind (for larger requests under {@code input>200000}
     * and so on), then tools, then the request itself. Markup included.
     */
    public List<UnitPrice> prices() {
        List<UnitPrice> prices = new ArrayList<>();
        base.forEach((kind, rate) -> prices.add(rate.of(kind.jsonName())));
        for (Tier tier : tiers) {
            tier.rates().forEach((kind, rate) -> prices.add(rate.of(kind.jsonName() + ">" + tier.above())));
        }
        new TreeMap<>(toolFees).forEach((tool, rate) -> prices.add(rate.of(tool)));
        if (chargesRequests()) {
            prices.add(perRequest.of(REQUEST));
        }
        return prices;
    }

    /**
     * What the usage costs, rounded up once to a nano-credit. A usage is one request unless it counts several in its
     * {@code request} unit, so a fee per request needs nobody to ask for it. A tool or unit that the book does not price
     * is a line at zero.
     *
     * @throws ArithmeticException if that is more than an amount of credits can hold
     */
    public Charge price(Usage usage) {
        return price(usage, usage.units().getOrDefault(REQUEST, 1L));
    }

    /**
     * What more work within a request costs, by another model for example: the same without the fee per request, which
     * the request has paid.
     *
     * @throws ArithmeticException if that is more than an amount of credits can hold
     */
    public Charge priceWithin(Usage usage) {
        return price(usage, 0);
    }

    private Charge price(Usage usage, long requests) {
        Map<TokenKind, Rate> rates = rates(usage.inputTokens());
        ChargeSum sum = new ChargeSum(
                priceVersion, creditWorth, usage.tokens().size() + usage.tools().size() + 1);
        String name = model.name();
        usage.tokens().forEach((kind, count) -> sum.add(kind.jsonName(), name, count, rate(rates, kind)));
        usage.tools().forEach((tool, count) -> sum.add(tool, name, count, toolFees.getOrDefault(tool, unpriced)));
        if (chargesRequests() && requests > 0) {
            sum.add(REQUEST, name, requests, perRequest);
        }
        usage.units().forEach((unit, count) -> {
            if (!unit.equals(REQUEST)) {
                sum.add(unit, name, count, unpriced);
            }
        });
        return sum.charge();
    }

    /** The usage of the given size whose kinds are the dearest of those that are possible. */
    public Usage dearest(
            Set<TokenKind> inputKinds, long input, Set<TokenKind> outputKinds, long output, Map<String, Long> tools) {
        Map<TokenKind, Rate> rates = rates(input);
        Usage.Builder usage = Usage.builder().tokens(dearest(rates, inputKinds, TokenKind.INPUT), input);
        if (output > 0) {
            usage.tokens(dearest(rates, outputKinds, TokenKind.OUTPUT), output);
        }
        tools.forEach(usage::tool);
        if (chargesRequests()) {
            usage.unit(REQUEST, 1);
        }
        return usage.build();
    }

    private static TokenKind dearest(Map<TokenKind, Rate> rates, Set<TokenKind> kinds, TokenKind usual) {
        TokenKind dearest = usual;
        for (TokenKind kind : kinds) {
            if (rate(rates, kind).unitPrice().compareTo(rate(rates, dearest).unitPrice()) > 0) {
                dearest = kind;
            }
        }
        return dearest;
    }

    private Map<TokenKind, Rate> rates(long inputTokens) {
        for (Tier tier : tiers) {
            if (inputTokens > tier.above()) {
                return tier.rates();
            }
        }
        return base;
    }

    private static Rate rate(Map<TokenKind, Rate> rates, TokenKind kind) {
        return Objects.requireNonNull(rates.get(kind));
    }
}
