package dev.tollgate.pricing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class WildcardsTest {

    private static final int SETS = 3_000;
    private static final int NAMES = 30;

    private final long seed = Long.getLong("seed", System.nanoTime());
    private final Random random = new Random(seed);

    @Test
    void finds_what_trying_one_after_the_other_finds() {
        int found = 0;
        for (int set = 0; set < SETS; set++) {
            List<String> patterns = new ArrayList<>();
            Wildcards.Builder<Integer> builder = new Wildcards.Builder<>();
            for (int i = random.nextInt(12); i > 0; i--) {
                String pattern = word(4) + "*" + word(2) + (random.nextInt(3) == 0 ? "*" : "");
                builder.add(new Wildcard(pattern), patterns.size());
                patterns.add(pattern);
            }
            Wildcards<Integer> wildcards = builder.build();
            for (int i = 0; i < NAMES; i++) {
                String name = word(7);
                Integer expected = oneByOne(patterns, name);
                assertThat(wildcards.find(name))
                        .as("seed " + seed + ": " + name + " among " + patterns)
                        .isEqualTo(expected);
                found += expected == null ? 0 : 1;
            }
        }
        System.out.println(
                "Sets of wildcards: seed " + seed + ", " + SETS * NAMES + " looked for, " + found + " found");
        assertThat(found).isBetween(SETS * NAMES / 10, SETS * NAMES * 9 / 10);
    }

    private static @Nullable Integer oneByOne(List<String> patterns, String name) {
        Integer best = null;
        for (int i = 0; i < patterns.size(); i++) {
            boolean better = best == null || literals(patterns.get(i)) > literals(patterns.get(best));
            if (better && new Wildcard(patterns.get(i)).matches(name)) {
                best = i;
            }
        }
        return best;
    }

    private static int literals(String pattern) {
        return pattern.replace("*", "").length();
    }

    private String word(int longest) {
        StringBuilder word = new StringBuilder();
        for (int i = random.nextInt(longest + 1); i > 0; i--) {
            word.append("abc".charAt(random.nextInt(3)));
        }
        return word.toString();
    }
}
