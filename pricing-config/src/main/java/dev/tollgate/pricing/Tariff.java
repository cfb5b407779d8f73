package dev.tollgate.pricing;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The rates of one model under one plan, markup included, pinned with the version of their price book. The same formula
 * sizes a hold (on the worst case) and a debit (on the real usage).
 */
public final class Tariff {

    private static final long MILLION = 1_000_000;

    private final PricedModel priced;
    private final String priceVersion;
    private final BigDecimal creditWorth;

    /**
     * @param priced prices with the markup on them
     * @param creditWorth US dollars a credit
     */
    Tariff(PricedModel priced, String priceVersion, BigDecimal creditWorth) {
        this.priced = priced;
        this.priceVersion = priceVersion;
        this.creditWorth = creditWorth;
    }

    public Model model() {
        return priced.model();
    }

    public String priceVersion() {
        return priceVersion;
    }

    /** Whether each request has a fee of its own, beside its tokens. */
    public boolean chargesRequests() {
        return priced.perRequest().signum() > 0;
    }

    /**
     * What the usage costs, rounded up once to a nano-credit.
     *
     * @throws ArithmeticException if that is more than an amount of credits can hold
     */
    public Charge price(Usage usage) {
        Rates rates = rates(usage.inputTokens());
        List<Charge.Line> lines = new ArrayList<>(usage.tokens().size() + 2);
        usage.tokens().forEach((kind, count) -> lines.add(line(kind.jsonName(), count, rates.of(kind), MILLION)));
        usage.tools().forEach((tool, count) -> lines.add(line(tool, count, fee(tool), 1)));
        long requests = usage.units().getOrDefault("request", 0L);
        if (requests > 0 && chargesRequests()) {
            lines.add(line("request", requests, priced.perRequest(), 1));
        }
        BigDecimal usd = BigDecimal.ZERO;
        for (Charge.Line line : lines) {
            usd = usd.add(usd(line));
        }
        Credits credits = Credits.of(usd.divide(creditWorth, Credits.SCALE, RoundingMode.CEILING));
        return new Charge(credits, credits.toDecimal().multiply(creditWorth), priceVersion, lines);
    }

    /** The usage of the given size whose kinds are the dearest of those that are possible. */
    public Usage dearest(
            Set<TokenKind> inputKinds,
            long input,
            Set<TokenKind> outputKinds,
            long output,
            Map<String, Long> tools) {
        Rates rates = rates(input);
        Usage.Builder usage = Usage.builder().tokens(dearest(rates, inputKinds, TokenKind.INPUT), input);
        if (output > 0) {
            usage.tokens(dearest(rates, outputKinds, TokenKind.OUTPUT), output);
        }
        tools.forEach(usage::tool);
        if (chargesRequests()) {
            usage.unit("request", 1);
        }
        return usage.build();
    }

    private static TokenKind dearest(Rates rates, Set<TokenKind> kinds, TokenKind usual) {
        TokenKind dearest = usual;
        for (TokenKind kind : kinds) {
            if (rates.of(kind).compareTo(rates.of(dearest)) > 0) {
                dearest = kind;
            }
        }
        return dearest;
    }

    private Rates rates(long inputTokens) {
        for (PricedModel.Tier tier : priced.tiers()) {
            if (inputTokens > tier.above()) {
                return tier.rates();
            }
        }
        return priced.base();
    }

    /** A tool without a fee is shown at zero, so that it is seen that the book does not price it. */
    private BigDecimal fee(String tool) {
        return priced.toolFees().getOrDefault(tool, BigDecimal.ZERO);
    }

    private Charge.Line line(String kind, long quantity, BigDecimal unitPrice, long per) {
        BigDecimal credits = unitPrice
                .multiply(BigDecimal.valueOf(quantity))
                .divide(creditWorth.multiply(BigDecimal.valueOf(per)), MathContext.DECIMAL128)
                .stripTrailingZeros();
        return new Charge.Line(kind, priced.model().name(), quantity, unitPrice, per, credits);
    }

    private static BigDecimal usd(Charge.Line line) {
        return line.unitPrice().multiply(BigDecimal.valueOf(line.quantity())).movePointLeft(line.per() == 1 ? 0 : 6);
    }
}
