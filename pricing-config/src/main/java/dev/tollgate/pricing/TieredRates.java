package dev.tollgate.pricing;

import java.util.List;

/** One rate for the whole request, by the size of its input. */
final class TieredRates implements TokenRates {

    private record Tier(long above, KindRates rates) {}

    private final KindRates base;
    private final List<Tier> tiers;

    /** Most requests are below every tier, and are told so without a look at one. */
    private final long upTo;

    private TieredRates(KindRates base, List<Tier> tiers) {
        this.base = base;
        this.tiers = tiers;
        this.upTo = tiers.stream().mapToLong(Tier::above).min().orElse(Long.MAX_VALUE);
    }

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
        for (TokenKind kind : TokenKind.ALL) {
            long count = usage.count(kind);
            if (count > 0) {
                sum.add(kind.jsonName(), model, count, rates.of(kind));
            }
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

    @Override
    public boolean say(TokenKind kind) {
        return base.say(kind);
    }

    private KindRates rates(long inputTokens) {
        if (inputTokens <= upTo) {
            return base;
        }
        for (Tier tier : tiers) {
            if (inputTokens > tier.above()) {
                return tier.rates();
            }
        }
        return base;
    }
}
