package dev.tollgate.app.cli;

import dev.tollgate.app.startup.StartupProblem;
import dev.tollgate.pricing.PriceBook;
import dev.tollgate.pricing.yaml.PricingFile;
import dev.tollgate.pricing.yaml.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/**
 * A price book as a command reads it.
 *
 * @param warnings what is odd about it, though it can be used
 */
record PricingSource(PriceBook book, List<Problem> warnings) {

    private static final String PACKAGED = "pricing.yaml";

    /** @throws dev.tollgate.pricing.yaml.PricingProblems with all that is wrong with the file */
    static PricingSource file(Path file) {
        return new PricingSource(PricingFile.read(file), List.of());
    }

    /** The prices that come with the program. */
    static PricingSource packaged() {
        return new PricingSource(PricingFile.read(PACKAGED, resource(PACKAGED)), List.of());
    }

    /** @throws StartupProblem if the program was built without it */
    static String resource(String name) {
        try (InputStream stream = PricingSource.class.getResourceAsStream("/" + name)) {
            if (stream == null) {
                throw new StartupProblem("This build of Tollgate has no " + name + ".");
            }
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
