package dev.tollgate.pricing;

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
}
