package dev.tollgate.pricing;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/** "Did you mean": the known names that are few edits away from a wrong one. */
public final class NearNames {

    /** Longer names are not compared: nobody mistypes a name of this length, and comparing takes its square. */
    private static final int LONGEST = 64;

    private NearNames() {}

    public static List<String> of(String wrong, Collection<String> known, int atMost) {
        if (wrong.length() > LONGEST) {
            return List.of();
        }
        int allowed = Math.max(1, wrong.length() / 3);
        return known.stream()
                .filter(name -> name.length() <= LONGEST && distance(wrong, name) <= allowed)
                .sorted(Comparator.comparingInt((String name) -> distance(wrong, name))
                        .thenComparing(Comparator.naturalOrder()))
                .limit(atMost)
                .toList();
    }

    /** Levenshtein's distance, by rows. */
    private static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int substituted = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(substituted, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[b.length()];
    }
}
