package dev.tollgate.pricing;

import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/** "Did you mean": the known names that are few edits away from a wrong one, or that it begins. */
public final class NearNames {

    /** Longer names are not compared: nobody mistypes a name of this length, and comparing takes its square. */
    private static final int LONGEST = 64;

    /** A name cut short says something only from this length on. */
    private static final int SHORTEST_BEGINNING = 3;

    /** More edits are another name; fewer keep the comparison short. */
    private static final int MOST_EDITS = 3;

    private NearNames() {}

    private record Near(String name, int edits) {}

    /** The nearest known names, the nearest first; the time grows with the number of known names. */
    public static List<String> of(String wrong, Collection<String> known, int atMost) {
        if (wrong.length() > LONGEST) {
            return List.of();
        }
        int allowed = Math.min(MOST_EDITS, Math.max(1, wrong.length() / 3));
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

    /**
     * The edits between the two: a letter more, less or another, or two neighbours swapped (optimal string alignment).
     * Only the cells of the table near its diagonal are worked out, for the others are above what is allowed; given up
     * as soon as a whole row is.
     */
    private static int distance(String a, String b, int allowed) {
        int tooMany = allowed + 1;
        int[] before = new int[b.length() + 1];
        int[] above = new int[b.length() + 1];
        int[] row = new int[b.length() + 1];
        Arrays.setAll(above, j -> j);
        for (int i = 1; i <= a.length(); i++) {
            int from = Math.max(1, i - allowed);
            int to = Math.min(b.length(), i + allowed);
            row[from - 1] = from == 1 ? i : tooMany;
            int shortest = row[from - 1];
            for (int j = from; j <= to; j++) {
                boolean same = a.charAt(i - 1) == b.charAt(j - 1);
                int over = j == i + allowed ? tooMany : above[j];
                row[j] = Math.min(above[j - 1] + (same ? 0 : 1), 1 + Math.min(over, row[j - 1]));
                if (i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1)) {
                    row[j] = Math.min(row[j], before[j - 2] + 1);
                }
                shortest = Math.min(shortest, row[j]);
            }
            if (shortest > allowed) {
                return tooMany;
            }
            int[] spare = before;
            before = above;
            above = row;
            row = spare;
        }
        return above[b.length()];
    }
}
