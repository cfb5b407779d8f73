package dev.tollgate.pricing;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/** "Did you mean": the known names that are few edits away from a wrong one, or that it begins. */
public final class NearNames {

    /** Longer names are not compared: nobody mistypes a name of this length, and comparing takes its square. */
    private static final int LONGEST = 64;

    /** A name cut short says something only from this length on. */
    private static final int SHORTEST_BEGINNING = 3;

    private NearNames() {}

    private record Near(String name, int edits) {}

    /** The nearest known names, the nearest first; takes some tens of microseconds for thousands of names. */
    public static List<String> of(String wrong, Collection<String> known, int atMost) {
        if (wrong.length() > LONGEST) {
            return List.of();
        }
        int allowed = Math.max(1, wrong.length() / 3);
        return known.stream()
                .filter(name -> name.length() <= LONGEST)
                .map(name -> new Near(name, edits(wrong, name, allowed)))
                .filter(near -> near.edits() <= allowed)
                .sorted(Comparator.comparingInt(Near::edits).thenComparing(Near::name))
                .limit(atMost)
                .map(Near::name)
                .toList();
    }

    private static int edits(String wrong, String name, int allowed) {
        if (wrong.length() >= SHORTEST_BEGINNING && name.startsWith(wrong)) {
            return Math.min(allowed, name.length() - wrong.length());
        }
        return Math.abs(wrong.length() - name.length()) > allowed ? allowed + 1 : distance(wrong, name, allowed);
    }

    /** Levenshtein's distance, by rows; given up as soon as every way is longer than allowed. */
    private static int distance(String a, String b, int allowed) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            int shortest = i;
            for (int j = 1; j <= b.length(); j++) {
                int substituted = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(substituted, 1 + Math.min(row[j], row[j - 1]));
                shortest = Math.min(shortest, row[j]);
            }
            if (shortest > allowed) {
                return shortest;
            }
        }
        return row[b.length()];
    }
}
