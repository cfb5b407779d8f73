package dev.tollgate.pricing.yaml;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/** The JSON Schema of {@code pricing.yaml}, by which editors complete and check it. */
public final class PricingSchema {

    /** Where it is on the class path; the build makes it from the shape. */
    public static final String RESOURCE = "/pricing.schema.json";

    private PricingSchema() {}

    /** The whole document. */
    public static String json() {
        try (InputStream stream = Objects.requireNonNull(PricingSchema.class.getResourceAsStream(RESOURCE), RESOURCE)) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
