package dev.tollgate.pricing;

import java.util.List;
import java.util.Map;
import java.util.Set;

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
        usage.tokens().forEach((kind, count) -> sum.add(kind.jsonName(), model, count, rates.of(kind)));
    }

    @Override
    public Map<TokenKind, Long> dearestInput(Set<TokenKind> kinds, long input) {
        return Map.of(rates(input).dearest(kinds, TokenKind.INPUT), input);
    }

    @Override
    public Map<TokenKind, Long> dearestOutput(Set<TokenKind> kinds, long output, long input) {
        return Map.of(rates(input).dearest(kinds, TokenKind.OUTPUT), output);
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
