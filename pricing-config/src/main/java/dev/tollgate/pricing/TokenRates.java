package dev.tollgate.pricing;

import java.math.BigDecimal;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The rates of a model's tokens, markup included. */
sealed interface TokenRates permits TieredRates, GraduatedRates {

    static TokenRates of(TokenPrice price, Rating rating) {
        return price instanceof TokenPrice.Tiered tiered
                ? TieredRates.of(tiered, rating)
                : GraduatedRates.of((TokenPrice.Graduated) price, rating);
    }

    /** @param model whose rates the lines name */
    void charge(Usage usage, String model, ChargeSum sum);

    /**
     * How so many tokens are dearest, of the kinds that are possible. Plain text is always possible.
     *
     * @param input all input tokens of the request
     */
    Map<TokenKind, Long> dearestInput(Set<TokenKind> kinds, long input);

    /** The same for the output of a request with so much input. */
    Map<TokenKind, Long> dearestOutput(Set<TokenKind> kinds, long output, long input);

    void addTo(List<UnitPrice> prices);

    static Map<TokenKind, Rate> scaled(Rates rates, long per, Currency currency, Rating rating) {
        EnumMap<TokenKind, Rate> scaled = new EnumMap<>(TokenKind.class);
        rates.perMillion().forEach((kind, price) -> scaled.put(kind, rating.tokens(new Price(price, per, currency))));
        return scaled;
    }

    static BigDecimal amount(Map<TokenKind, Rate> rates, TokenKind kind) {
        return rate(rates, kind).price().amount();
    }

    static Rate rate(Map<TokenKind, Rate> rates, TokenKind kind) {
        Rate rate = rates.get(kind);
        if (rate == null) {
            throw new IllegalStateException("a kind without a rate: " + kind);
        }
        return rate;
    }
}
