package dev.tollgate.pricing;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The tokens of each kind fall through the bands one after the other.
 *
 * @param falls whether later bands are cheaper
 */
record GraduatedRates(List<Band> bands, boolean falls) implements TokenRates {

    /** @param width how many tokens of a kind it takes, of those that come after {@code above} */
    record Band(long above, long width, KindRates rates) {}

    private record Part(TokenKind kind, long width, BigDecimal price) {}

    static GraduatedRates of(TokenPrice.Graduated price, Rating rating) {
        List<Band> bands = new ArrayList<>();
        long above = 0;
        for (TokenPrice.Band band : price.bands()) {
            KindRates rates = new KindRates(
                    band.rates(), Price.usdPerMillion(BigDecimal.ZERO).per(), Currency.USD, rating);
            bands.add(new Band(above, band.upTo() - above, rates));
            above = band.upTo();
        }
        return new GraduatedRates(List.copyOf(bands), price.falls());
    }

    @Override
    public void charge(Usage usage, String model, ChargeSum sum) {
        usage.tokens().forEach((kind, count) -> {
            long left = count;
            for (Band band : bands) {
                long taken = Math.min(left, band.width());
                if (taken > 0) {
                    sum.add(kind.jsonName(), model, taken, band.rates().of(kind));
                    left -= taken;
                }
            }
        });
    }

    @Override
    public void addDearest(UsageBounds bounds, Usage.Builder usage) {
        dearest(bounds.inputKinds(), TokenKind.INPUT, bounds.input()).forEach(usage::tokens);
        if (bounds.output() > 0) {
            dearest(bounds.outputKinds(), TokenKind.OUTPUT, bounds.output()).forEach(usage::tokens);
        }
    }

    private Map<TokenKind, Long> dearest(Set<TokenKind> kinds, TokenKind usual, long count) {
        EnumSet<TokenKind> possible = EnumSet.of(usual);
        possible.addAll(kinds);
        return falls ? spread(possible, count) : Map.of(dearestAlone(possible, usual, count), count);
    }

    /**
     * Where prices fall, each kind has a dear first band of its own, so tokens are dearest spread over the kinds: those of
     * the dearest bands first. Within a kind the bands come in their order, since none is dearer than the one before it.
     */
    private Map<TokenKind, Long> spread(Set<TokenKind> kinds, long count) {
        List<Part> parts = new ArrayList<>();
        for (TokenKind kind : kinds) {
            bands.forEach(band ->
                    parts.add(new Part(kind, band.width(), band.rates().of(kind).price())));
        }
        parts.sort((one, other) -> other.price().compareTo(one.price()));
        Map<TokenKind, Long> spread = new EnumMap<>(TokenKind.class);
        long left = count;
        for (Part part : parts) {
            long taken = Math.min(left, part.width());
            spread.merge(part.kind(), taken, Math::addExact);
            left -= taken;
        }
        return spread;
    }

    /** Where prices rise, tokens are dearest all of one kind. */
    private TokenKind dearestAlone(Set<TokenKind> kinds, TokenKind usual, long count) {
        TokenKind dearest = usual;
        for (TokenKind kind : kinds) {
            if (amount(kind, count).compareTo(amount(dearest, count)) > 0) {
                dearest = kind;
            }
        }
        return dearest;
    }

    private BigDecimal amount(TokenKind kind, long count) {
        BigDecimal sum = BigDecimal.ZERO;
        long left = count;
        for (Band band : bands) {
            long taken = Math.min(left, band.width());
            sum = sum.add(band.rates().of(kind).price().multiply(BigDecimal.valueOf(taken)));
            left -= taken;
        }
        return sum;
    }

    @Override
    public void addTo(List<UnitPrice> prices) {
        bands.forEach(band -> band.rates().addTo(prices, band.above()));
    }

    @Override
    public boolean say(TokenKind kind) {
        return bands.get(0).rates().say(kind);
    }
}
