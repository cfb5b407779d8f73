package dev.tollgate.pricing.yaml;

import dev.tollgate.pricing.CreditUnit;
import dev.tollgate.pricing.Model;
import dev.tollgate.pricing.Wildcard;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * What the rest of the file says about all prices of models and services.
 *
 * @param dialects by the names of the file's providers, also of those with mistakes
 * @param markup of the file, as a fraction
 * @param ofPlans the markups that plans have of their own, which take the place of all others
 */
record SellingTerms(Map<String, String> dialects, CreditUnit credit, BigDecimal markup, List<PlanMarkup> ofPlans) {

    /** @param models that the plan may call; empty: all */
    record PlanMarkup(BigDecimal markup, List<String> models) {

        boolean mayCall(Model model) {
            return models.isEmpty()
                    || models.stream()
                            .anyMatch(listed -> Stream.concat(Stream.of(model.name()), model.aliases().stream())
                                    .anyMatch(name -> mayMean(listed, name)));
        }

        /** Of two wildcards nobody knows; they may. */
        private static boolean mayMean(String listed, String name) {
            boolean both = listed.indexOf('*') >= 0 && name.indexOf('*') >= 0;
            return both || new Wildcard(listed).matches(name) || new Wildcard(name).matches(listed);
        }
    }

    /** The least that anybody pays on top of the price of a service. */
    BigDecimal lowest(Optional<BigDecimal> own) {
        return lowest(own, plan -> true);
    }

    /** The least that anybody pays on top of the price of a model. */
    BigDecimal lowest(Optional<BigDecimal> own, Model model) {
        return lowest(own, plan -> plan.mayCall(model));
    }

    private BigDecimal lowest(Optional<BigDecimal> own, Predicate<PlanMarkup> counts) {
        return ofPlans.stream().filter(counts).map(PlanMarkup::markup).reduce(own.orElse(markup), BigDecimal::min);
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
