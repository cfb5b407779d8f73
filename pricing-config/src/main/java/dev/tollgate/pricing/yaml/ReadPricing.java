package dev.tollgate.pricing.yaml;

import dev.tollgate.pricing.PriceBook;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A pricing file that can be used.
 *
 * @param name what problems call it
 * @param warnings what is probably not meant, in the order of the file; those of included files last
 * @param outdated what is refused by now, and was taken by the version of this program that stored the text
 * @param unset the environment variables that are named and not set, with the place that names each first; also among the
 *     warnings
 * @param text the file with all that it includes, from which the same book can be read without a folder
 */
public record ReadPricing(
        String name,
        PriceBook book,
        List<Problem> warnings,
        List<Problem> outdated,
        Map<String, Problem> unset,
        String text) {

    public ReadPricing {
        warnings = List.copyOf(warnings);
        outdated = List.copyOf(outdated);
        unset = Map.copyOf(unset);
    }

    /** A problem where the file names an environment variable that is not set; at its begin if it does not name it. */
    public Problem without(String variable, String what) {
        return Optional.ofNullable(unset.get(variable))
                .map(place -> place.saying(what))
                .orElseGet(() -> new Problem(name, 1, 1, what, ""));
    }
}
