package dev.tollgate.pricing.importer;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A model as it will stand in our file.
 *
 * @param name the provider's own, or with a {@code *} at its end
 * @param alias the table's name, where that is another
 * @param tokens prices for a million tokens
 * @param request fees, by their word in our file
 * @param units prices of other forms, ready to be written
 * @param notMapped prices of the table that our file cannot say, ready to be written
 * @param confirmed whether prices are taken that the file would otherwise doubt
 */
record ImportedModel(
        String name,
        Optional<String> alias,
        TokenTiers tokens,
        Map<String, BigDecimal> request,
        Map<String, String> units,
        Limits limits,
        List<String> notMapped,
        boolean confirmed) {

    record Limits(OptionalLong output, OptionalLong input) {}

    boolean sellsTokens() {
        return !tokens.base().isEmpty();
    }
}
