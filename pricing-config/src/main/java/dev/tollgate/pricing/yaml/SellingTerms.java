package dev.tollgate.pricing.yaml;

import dev.tollgate.pricing.CreditUnit;
import java.math.BigDecimal;
import java.util.Map;
import java.util.Optional;

/**
 * What the rest of the file says about all prices of models and services.
 *
 * @param dialects by the names of the file's providers, also of those with mistakes
 * @param markup of the file, as a fraction
 * @param lowestOfPlans the lowest markup that a plan has of its own, which takes the place of all others
 */
record SellingTerms(
        Map<String, String> dialects, CreditUnit credit, BigDecimal markup, Optional<BigDecimal> lowestOfPlans) {

    /** The least that anybody pays on top. */
    BigDecimal lowest(Optional<BigDecimal> own) {
        BigDecimal usual = own.orElse(markup);
        return lowestOfPlans.map(usual::min).orElse(usual);
    }

    /** Tells of prices in dollars where a credit has no worth in money; false if there are any. */
    boolean dollarsHaveWorth(Section section, Iterable<String> keys) {
        boolean fine = true;
        if (credit.worth().isEmpty()) {
            for (String key : keys) {
                Section.Entry entry = section.entry(key).orElse(null);
                if (entry != null) {
                    fine = false;
                    section.findings()
                            .add(
                                    entry.keyNode(),
                                    Findings.quoted(key) + " is in dollars, and a credit has no worth in money; write"
                                            + " worth: in 'credit', or a price in credits");
                }
            }
        }
        return fine;
    }
}
