package dev.tollgate.pricing.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** What is told of a file that is used all the same. */
final class WarningsTest {

    @Test
    void prices_of_the_cache_are_better_said() {
        assertThat(
                        warnings(
                                """
                        providers:
                          o: { url: http://localhost:1 }
                          a: { url: http://localhost:2, dialect: anthropic }
                        models:
                          said: { provider: o, tokens: { input: 2, cached: 1, output: 8 } }
                          reads-only: { provider: o, tokens: { input: 2 } }
                          missing: { provider: o, tokens: { input: 2, output: 8 } }
                          writes: { provider: a, tokens: { input: 2, input_cached: 1, output: 8 } }
                          banded: { provider: o, bands: [{ up_to: 5, input: 2, output: 8 }, { input: 1 }] }
                        """))
                .extracting(problem -> problem.line() + ": " + problem.what().substring(0, 24))
                .containsExactly(
                        "7: 'cached' is missing, so ", "8: 'cache_write' is missing", "9: 'cached' is missing, so ");
    }

    private static List<Problem> warnings(String yaml) {
        return PricingFile.check("warnings.yaml", yaml, Surroundings.UNKNOWN).warnings();
    }
}
