package dev.tollgate.pricing;

import java.util.List;

/** The rates of a model's tokens, markup included. */
sealed interface TokenRates permits TieredRates, GraduatedRates {

    static TokenRates of(TokenPrice price, Rating rating) {
        return price instanceof TokenPrice.Tiered tiered
                ? TieredRates.of(tiered, rating)
                : GraduatedRates.of((TokenPrice.Graduated) price, rating);
    }

    /** @param model whose rates the lines name */
    void charge(Usage usage, String model, ChargeSum sum);

    /** Adds the tokens of a request within the bounds as they are dearest, of the kinds that are possible; plain text always is. */
    void addDearest(UsageBounds bounds, Usage.Builder usage);

    void addTo(List<UnitPrice> prices);

    /** Whether the kind has a price of its own, and does not follow its relation's. */
    boolean say(TokenKind kind);
}
