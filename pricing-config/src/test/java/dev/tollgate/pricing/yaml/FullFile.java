package dev.tollgate.pricing.yaml;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.databind.json.JsonMapper;

/**
 * A file with all keys that can stand beside each other. Every key is in one of them.
 *
 * @param included the texts of the files that it includes, by name
 */
record FullFile(String name, String text, Map<String, String> included) {

    static final List<FullFile> ALL =
            List.of(of("full.yaml"), of("full-dollars.yaml", "more/models.yaml"), of("full-tokens.yaml"));

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private static FullFile of(String name, String... included) {
        return new FullFile(
                name, resource(name), Stream.of(included).collect(Collectors.toMap(each -> each, FullFile::resource)));
    }

    private static String resource(String name) {
        try (InputStream stream = Objects.requireNonNull(FullFile.class.getResourceAsStream("/" + name))) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    YamlValues values() {
        return YamlValues.of(text);
    }

    ReadPricing read() {
        return read(text);
    }

    /**
     * Reads a change of this file, which includes the same.
     *
     * @throws PricingProblems with all that is wrong with it
     */
    ReadPricing read(Object changed) {
        return read(JSON.writeValueAsString(changed));
    }

    private ReadPricing read(String yaml) {
        return PricingFile.check(name, Bundle.write(yaml, included), Surroundings.UNKNOWN);
    }
}
