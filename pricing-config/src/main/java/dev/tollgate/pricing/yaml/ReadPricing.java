package dev.tollgate.pricing.yaml;

import dev.tollgate.pricing.PriceBook;
import java.util.List;

/**
 * A pricing file that can be used.
 *
 * @param warnings what is probably not meant, in the order of the file; those of included files last
 */
public record ReadPricing(PriceBook book, List<Problem> warnings) {

    public ReadPricing {
        warnings = List.copyOf(warnings);
    }
}
