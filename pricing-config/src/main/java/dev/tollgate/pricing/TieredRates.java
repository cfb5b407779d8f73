package dev.tollgate.pricing;

import java.util.List;
import java.util.Map;

/** One rate for the whole request, by the size of its input. */
record TieredRates(KindRates base, List<Tier> tiers) implements TokenRates {

    record Tier(long above, KindRates rates) {}

    static TieredRates of(TokenPrice.Tiered price, Rating rating) {
        return new TieredRates(
                new KindRates(price.base(), price.per(), price.currency(), rating),
                price.tiers().stream()
                        .map(tier -> new Tier(
                                tier.above(), new KindRates(tier.rates(), price.per(), price.currency(), rating)))
                        .toList());
    }

    @Override
    public void charge(Usage usage, String model, ChargeSum sum) {
        KindRates rates = rates(usage.inputTokens());
        for (Map.Entry<TokenKind, Long> tokens : usage.tokens().entrySet()) {
            TokenKind kind = tokens.getKey();
            sum.add(kind.jsonName(), model, tokens.getValue(), rates.of(kind));
        }
    }

    @Override
    public void addDearest(UsageBounds bounds, Usage.Builder usage) {
        KindRates rates = rates(bounds.input());
        usage.tokens(rates.dearest(bounds.inputKinds(), TokenKind.INPUT), bounds.input());
        if (bounds.output() > 0) {
            usage.tokens(rates.dearest(bounds.outputKinds(), TokenKind.OUTPUT), bounds.output());
        }
    }

    @Override
    public void addTo(List<UnitPrice> prices) {
        base.addTo(prices, 0);
        tiers.forEach(tier -> tier.rates().addTo(prices, tier.above()));
    }

    private KindRates rates(long inputTokens) {
        for (Tier tier : tiers) {
            if (inputTokens > tier.above()) {
                return tier.rates();
            }
        }
        return base;
    }
}
