package dev.tollgate.app.pricing;

import dev.tollgate.pricing.PriceBook;
import dev.tollgate.pricing.yaml.PricingFile;
import dev.tollgate.pricing.yaml.PricingProblems;
import dev.tollgate.pricing.yaml.Problem;
import dev.tollgate.pricing.yaml.ReadPricing;
import dev.tollgate.pricing.yaml.Surroundings;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A pricing text and what it says.
 *
 * @param name what the log calls where it comes from: a file's name, without its folder
 * @param text all of it, with what it includes, from which any node can make the same book
 * @param warnings what is probably not meant
 */
public record PricedText(String name, String text, PriceBook book, List<Problem> warnings) {

    /** @throws PricingProblems with all that is wrong with it */
    public static PricedText of(String name, String text) {
        return of(name, PricingFile.check(name, text, Surroundings.UNKNOWN));
    }

    /** @throws PricingProblems with all that is wrong with the file, or that it cannot be read */
    public static PricedText of(Path file, Surroundings surroundings) {
        return of(String.valueOf(file.getFileName()), PricingFile.check(file, surroundings));
    }

    private static PricedText of(String name, ReadPricing read) {
        return new PricedText(name, read.text(), read.book(), read.warnings());
    }

    /** From when on it may count; empty: at once. */
    Optional<Instant> effective() {
        return book.effective();
    }
}
