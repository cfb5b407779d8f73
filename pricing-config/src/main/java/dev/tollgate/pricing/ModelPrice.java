package dev.tollgate.pricing;

import java.math.BigDecimal;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What a model costs, before any markup.
 *
 * @param tokens absent: its tokens cost nothing by themselves
 * @param units by their names in usages: {@code image:1024x1024}, {@code image:other}, {@code second}, {@code minute},
 *     {@code character}
 * @param toolFees US dollars per call of a paid tool, by the tool's name in usages
 * @param request for each request, beside everything else
 */
public record ModelPrice(
        Optional<TokenPrice> tokens,
        Map<String, Price> units,
        Map<String, BigDecimal> toolFees,
        Optional<Price> request) {

    /** @throws IllegalArgumentException if a fee is negative */
    public ModelPrice {
        units = Collections.unmodifiableMap(new TreeMap<>(units));
        toolFees = Collections.unmodifiableMap(new TreeMap<>(toolFees));
        toolFees.forEach(Rates::requireNotNegative);
        request = request.filter(price -> !price.isZero());
    }

    /** Nothing costs anything. */
    public static ModelPrice free() {
        Rates nothing = Rates.alike(BigDecimal.ZERO);
        TokenPrice tokens = TokenPrice.Tiered.credits(nothing, 1_000_000);
        return new ModelPrice(Optional.of(tokens), Map.of(), Map.of(), Optional.empty());
    }

    /** Whether it has prices and all of them are zero. */
    public boolean costsNothing() {
        return tokens.filter(price -> !price.isZero()).isEmpty()
                && units.values().stream().allMatch(Price::isZero)
                && toolFees.values().stream().allMatch(fee -> fee.signum() == 0)
                && request.filter(price -> !price.isZero()).isEmpty();
    }

    /** Whether anything of it is in credits, which tells nothing of what the provider takes. */
    boolean isInCredits() {
        boolean tokensAre = tokens.filter(price -> price instanceof TokenPrice.Tiered tiered
                        && tiered.currency() == Currency.CREDITS
                        && tiered.base().perMillion().values().stream().anyMatch(each -> each.signum() > 0))
                .isPresent();
        return tokensAre
                || request.filter(price -> price.currency() == Currency.CREDITS).isPresent();
    }

    /** What the provider takes, where that is written apart: its tokens, and what is priced in dollars here. */
    ModelPrice withCost(TokenPrice cost) {
        return new ModelPrice(
                Optional.of(cost), units, toolFees, request.filter(price -> price.currency() == Currency.USD));
    }
}
