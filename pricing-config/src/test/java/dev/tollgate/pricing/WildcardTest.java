package dev.tollgate.pricing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

final class WildcardTest {

    private static final int CASES = 100_000;

    private final long seed = Long.getLong("seed", System.nanoTime());
    private final Random random = new Random(seed);

    @Test
    void matches_what_a_regular_expression_matches() {
        int matched = 0;
        for (int i = 0; i < CASES; i++) {
            String pattern = word("ab*", 6);
            String name = word("ab", 8);
            boolean expected = Pattern.matches(pattern.replace("*", ".*"), name);
            assertThat(new Wildcard(pattern).matches(name))
                    .as("seed " + seed + ": " + pattern + " and " + name)
                    .isEqualTo(expected);
            matched += expected ? 1 : 0;
        }
        System.out.println("Wildcards: seed " + seed + ", " + CASES + " compared, " + matched + " matched");
        assertThat(matched).isBetween(CASES / 20, CASES / 2);
    }

    private String word(String letters, int longest) {
        StringBuilder word = new StringBuilder();
        for (int i = random.nextInt(longest + 1); i > 0; i--) {
            word.append(letters.charAt(random.nextInt(letters.length())));
        }
        return word.toString();
    }
}
