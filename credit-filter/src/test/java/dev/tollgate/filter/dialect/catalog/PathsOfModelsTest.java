package dev.tollgate.filter.dialect.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.pricing.yaml.PricingFile;
import dev.tollgate.pricing.yaml.Surroundings;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whoever writes a service at a path of models is told that nobody can call it: the price book knows all of these paths. */
final class PathsOfModelsTest {

    static Iterable<String> paths() {
        return BuiltInDialects.all().paths();
    }

    @ParameterizedTest
    @MethodSource("paths")
    void no_service_can_be_there(String path) {
        String book =
                """
                credit: { worth: 1 }
                providers: { p: { url: http://localhost:1 } }
                models: { m: { provider: p, credits: 1 } }
                services: { s: { provider: p, path: "%s", credits: 1 } }
                """
                        .formatted(path.replace("{model}", "*"));
        assertThat(PricingFile.check("book.yaml", book, Surroundings.UNKNOWN).warnings())
                .anySatisfy(warning -> assertThat(warning.toString()).contains("is a path of models"));
    }
}
