package dev.tollgate.pricing;

import java.math.BigDecimal;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A model with its provider prices, before any markup.
 *
 * @param base the rates of a request whose input is not above any tier
 * @param tiers rates of larger requests; for the whole request once its input passes the tier
 * @param toolFees US dollars per call of a paid tool, by the tool's name in usages
 * @param perRequest US dollars for each request, beside its tokens
 * @param markup the model's own markup as a fraction (0.2 = 20 %)
 */
public record PricedModel(
        Model model,
        Rates base,
        List<Tier> tiers,
        Map<String, BigDecimal> toolFees,
        BigDecimal perRequest,
        Optional<BigDecimal> markup) {

    /** @throws IllegalArgumentException if a fee is negative */
    public PricedModel {
        tiers = tiers.stream()
                .sorted(Comparator.comparingLong(Tier::above).reversed())
                .toList();
        toolFees = Map.copyOf(toolFees);
        toolFees.forEach(Rates::requireNotNegative);
        Rates.requireNotNegative("request", perRequest);
    }

    /**
     * The rates of large requests.
     *
     * @param above the number of input tokens that a request must pass
     */
    public record Tier(long above, Rates rates) {}
}
