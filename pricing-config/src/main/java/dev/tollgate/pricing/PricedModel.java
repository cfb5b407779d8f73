package dev.tollgate.pricing;

import java.math.BigDecimal;
import java.util.Optional;

/**
 * A model with its prices, before any markup.
 *
 * @param cost what the provider takes for its tokens, where the price does not tell
 * @param markup the model's own markup as a fraction (0.2 = 20 %)
 */
public record PricedModel(Model model, ModelPrice price, Optional<TokenPrice> cost, Optional<BigDecimal> markup) {

    ModelPrice costs() {
        return cost.map(price::withCost).orElse(price);
    }
}
