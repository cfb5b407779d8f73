package dev.tollgate.pricing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class NearNamesTest {

    private static final int CASES = 50_000;

    private final long seed = Long.getLong("seed", System.nanoTime());
    private final Random random = new Random(seed);

    @Test
    void knows_swapped_missing_added_and_wrong_letters() {
        assertThat(NearNames.of("inptu", List.of("input", "output"), 3)).containsExactly("input");
        assertThat(NearNames.of("gpt-4-mini", List.of("gpt-4o-mini", "claude"), 3))
                .containsExactly("gpt-4o-mini");
        assertThat(NearNames.of("modles", List.of("models"), 3)).containsExactly("models");
        assertThat(NearNames.of("claude-sonnet", List.of("claude-sonnet-4-5-20250929"), 3))
                .as("a beginning")
                .hasSize(1);
        assertThat(NearNames.of("xy", List.of("models", "plans"), 3)).isEmpty();
    }

    @Test
    void finds_what_a_full_table_finds() {
        int near = 0;
        for (int i = 0; i < CASES; i++) {
            String wrong = word();
            String known = word();
            int allowed = Math.min(3, Math.max(1, wrong.length() / 3));
            boolean begins = wrong.length() >= 3 && known.startsWith(wrong);
            boolean expected = begins || distance(wrong, known) <= allowed;
            assertThat(NearNames.of(wrong, List.of(known), 1).isEmpty())
                    .as("seed " + seed + ": " + wrong + " and " + known)
                    .isEqualTo(!expected);
            near += expected ? 1 : 0;
        }
        System.out.println("Near names: seed " + seed + ", " + CASES + " compared, " + near + " near");
        assertThat(near).isBetween(CASES / 20, CASES * 9 / 10);
    }

    private String word() {
        StringBuilder word = new StringBuilder();
        for (int i = 1 + random.nextInt(12); i > 0; i--) {
            word.append((char) ('a' + random.nextInt(2)));
        }
        return word.toString();
    }

    private static int distance(String a, String b) {
        int[][] table = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                if (i == 0 || j == 0) {
                    table[i][j] = i + j;
                    continue;
                }
                int other = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
                table[i][j] = Math.min(table[i - 1][j - 1] + other, 1 + Math.min(table[i - 1][j], table[i][j - 1]));
                if (i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1)) {
                    table[i][j] = Math.min(table[i][j], table[i - 2][j - 2] + 1);
                }
            }
        }
        return table[a.length()][b.length()];
    }
}
