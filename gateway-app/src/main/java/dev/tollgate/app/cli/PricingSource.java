package dev.tollgate.app.cli;

import dev.tollgate.app.startup.StartupProblem;
import dev.tollgate.ledger.pricing.Activation;
import dev.tollgate.ledger.pricing.PriceVersions;
import dev.tollgate.pricing.PriceBook;
import dev.tollgate.pricing.yaml.PricingFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;

/** Where a command takes a price book from. */
final class PricingSource {

    private static final String PACKAGED = "pricing.yaml";
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private PricingSource() {}

    /**
     * A file with all that it includes.
     *
     * @throws dev.tollgate.pricing.yaml.PricingProblems with all that is wrong with it
     */
    static PriceBook file(Path file) {
        return PricingFile.read(file);
    }

    /** The prices that come with the program. */
    static PriceBook packaged() {
        try (InputStream stream = PricingSource.class.getResourceAsStream("/" + PACKAGED)) {
            if (stream == null) {
                throw new StartupProblem("This build of Tollgate has no " + PACKAGED + ".");
            }
            return PricingFile.read(PACKAGED, new String(stream.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /**
     * What a gateway sells by now. Blocks.
     *
     * @throws IllegalArgumentException if its database has no prices yet
     */
    static PriceBook inForce(GatewayDatabase database) {
        return database.prices(PricingSource::inForce);
    }

    private static PriceBook inForce(PriceVersions versions) {
        Activation inForce = Objects.requireNonNull(versions.standing().block(PATIENCE))
                .inForce()
                .orElseThrow(() -> new IllegalArgumentException(
                        "No prices are in force in this database; start a gateway on it, or name the OLD file."));
        String text = Objects.requireNonNull(versions.text(inForce.version()).block(PATIENCE));
        return PricingFile.stored(inForce.version(), text).book();
    }
}
