package dev.tollgate.app.pricing;

import dev.tollgate.pricing.PriceBook;
import dev.tollgate.pricing.yaml.PricingFile;
import dev.tollgate.pricing.yaml.PricingProblems;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A pricing text and what it says.
 *
 * @param name what the log calls where it comes from: a file's name, without its folder
 * @param text all of it, from which any node can make the same book
 */
public record PricedText(String name, String text, PriceBook book) {

    private static final Logger log = LoggerFactory.getLogger(PricedText.class);

    private static final int MOST_BYTES = 8 * 1024 * 1024;

    /** @throws PricingProblems with all that is wrong with it */
    public static PricedText of(String name, String text) {
        return new PricedText(name, text, PricingFile.read(name, text));
    }

    /** @throws PricingProblems with all that is wrong with the file, or that it cannot be read */
    public static PricedText of(Path file) {
        try (InputStream stream = Files.newInputStream(file)) {
            byte[] bytes = stream.readNBytes(MOST_BYTES + 1);
            if (bytes.length <= MOST_BYTES) {
                String text = StandardCharsets.UTF_8
                        .newDecoder()
                        .decode(ByteBuffer.wrap(bytes))
                        .toString();
                return new PricedText(nameOf(file), text, PricingFile.read(file.toString(), text));
            }
        } catch (IOException unreadable) {
            log.debug("{} is told why below", file, unreadable);
        }
        PricingFile.read(file);
        throw new IllegalStateException("the pricing file was changed while it was read");
    }

    private static String nameOf(Path file) {
        return String.valueOf(file.getFileName());
    }

    /** From when on it may count; empty: at once. */
    Optional<Instant> effective() {
        return Optional.empty();
    }
}
