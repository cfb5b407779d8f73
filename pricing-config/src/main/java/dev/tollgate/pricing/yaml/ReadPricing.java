package dev.tollgate.pricing.yaml;

import dev.tollgate.pricing.PriceBook;
import java.util.List;

/**
 * A pricing file that can be used.
 *
 * @param warnings what is probably not meant, in the order of the file; those of included files last
 * @param outdated what is refused by now, and was taken by the version of this program that stored the text
 * @param text the file with all that it includes, from which the same book can be read without a folder
 */
public record ReadPricing(PriceBook book, List<Problem> warnings, List<Problem> outdated, String text) {

    public ReadPricing {
        warnings = List.copyOf(warnings);
        outdated = List.copyOf(outdated);
    }
}
