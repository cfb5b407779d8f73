package dev.tollgate.filter.dialect.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.pricing.yaml.PricingFile;
import dev.tollgate.pricing.yaml.Surroundings;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whoever writes a service at a path of models is told that nobody can call it: the price book knows all of these paths. */
final class PathsOfModelsTest {

    static Iterable<String> paths() {
        return BuiltInDialects.all().paths();
    }

    @ParameterizedTest
    @MethodSource("paths")
    void no_service_can_be_there(String path) {
        assertThat(warnings(path.replace("{model}", "*")))
                .anySatisfy(warning -> assertThat(warning).contains("is a path of models"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/v1/chat/others",
                "/v1/messages/batches",
                "/v1/files",
                "/openai/deployments/*/moderations",
                "/v1beta/models/*:predict",
                "/v2/chat/more",
                "/apis/things"
            })
    void elsewhere_one_can_be(String path) {
        assertThat(BuiltInDialects.all().match(path.replace("*", "m"), "")).isEmpty();
        assertThat(warnings(path)).isEmpty();
    }

    private static List<String> warnings(String path) {
        String book =
                """
                credit: { worth: 1 }
                providers: { p: { url: http://localhost:1 } }
                models: { m: { provider: p, credits: 1 } }
                services: { s: { provider: p, path: "%s", credits: 1 } }
                """
                        .formatted(path);
        return PricingFile.check("book.yaml", book, Surroundings.UNKNOWN).warnings().stream()
                .map(Object::toString)
                .toList();
    }
}
