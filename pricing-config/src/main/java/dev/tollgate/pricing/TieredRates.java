package dev.tollgate.pricing;

import java.util.List;
import java.util.Map;
import java.util.Set;

/** One rate for the whole request, by the size of its input. */
record TieredRates(Map<TokenKind, Rate> base, List<Tier> tiers) implements TokenRates {

    record Tier(long above, Map<TokenKind, Rate> rates) {}

    static TieredRates of(TokenPrice.Tiered price, Rating rating) {
        return new TieredRates(
                TokenRates.scaled(price.base(), price.per(), price.currency(), rating),
                price.tiers().stream()
                        .map(tier -> new Tier(
                                tier.above(), TokenRates.scaled(tier.rates(), price.per(), price.currency(), rating)))
                        .toList());
    }

    @Override
    public void charge(Usage usage, String model, ChargeSum sum) {
        Map<TokenKind, Rate> rates = rates(usage.inputTokens());
        usage.tokens().forEach((kind, count) -> sum.add(kind.jsonName(), model, count, TokenRates.rate(rates, kind)));
    }

    @Override
    public Map<TokenKind, Long> dearestInput(Set<TokenKind> kinds, long input) {
        return Map.of(dearest(rates(input), kinds, TokenKind.INPUT), input);
    }

    @Override
    public Map<TokenKind, Long> dearestOutput(Set<TokenKind> kinds, long output, long input) {
        return Map.of(dearest(rates(input), kinds, TokenKind.OUTPUT), output);
    }

    private static TokenKind dearest(Map<TokenKind, Rate> rates, Set<TokenKind> kinds, TokenKind usual) {
        TokenKind dearest = usual;
        for (TokenKind kind : kinds) {
            if (TokenRates.amount(rates, kind).compareTo(TokenRates.amount(rates, dearest)) > 0) {
                dearest = kind;
            }
        }
        return dearest;
    }

    @Override
    public void addTo(List<UnitPrice> prices) {
        base.forEach((kind, rate) -> prices.add(rate.of(kind.jsonName())));
        for (Tier tier : tiers) {
            tier.rates().forEach((kind, rate) -> prices.add(rate.of(kind.jsonName() + ">" + tier.above())));
        }
    }

    private Map<TokenKind, Rate> rates(long inputTokens) {
        for (Tier tier : tiers) {
            if (inputTokens > tier.above()) {
                return tier.rates();
            }
        }
        return base;
    }
}
