package dev.tollgate.app.pricing;

import dev.tollgate.ledger.pricing.Activation;
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
 */
public record PricedText(String name, ReadPricing read) {

    /** No file is called so: the names of files have no slash. */
    private static final String PACKAGED = "packaged/";

    boolean isPackaged() {
        return name.startsWith(PACKAGED);
    }

    /** Whether it is of prices that come with the program; whoever applies some may call himself as he likes. */
    static boolean isPackaged(Activation activation) {
        return activation.source() == Activation.Source.FILE
                && activation.actor().startsWith(PACKAGED);
    }

    /**
     * Prices that come with the program: nobody is to mend them, so they warn of nothing.
     *
     * @throws PricingProblems with all that is wrong with it
     */
    public static PricedText packaged(String name, String text) {
        return new PricedText(PACKAGED + name, PricingFile.check(name, text, Surroundings.UNKNOWN));
    }

    /** @throws PricingProblems with all that is wrong with the file, or that it cannot be read */
    public static PricedText of(Path file, Surroundings surroundings) {
        ReadPricing read = PricingFile.check(file, surroundings);
        PricingFile.read(file + " with all that it includes", read.text()); // As every node will.
        return new PricedText(String.valueOf(file.getFileName()), read);
    }

    public PriceBook book() {
        return read.book();
    }

    /** All of it, with what it includes, from which any node can make the same book. */
    String text() {
        return read.text();
    }

    /** What is probably not meant. */
    public List<Problem> warnings() {
        return isPackaged() ? List.of() : read.warnings();
    }

    /** From when on it may count; empty: at once. */
    Optional<Instant> effective() {
        return book().effective();
    }
}
