package dev.tollgate.pricing;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Of many wildcards, finds the one that means a name: the one that says the most characters; of those that say equally
 * many, the first that was added.
 *
 * <p>They are kept by what they begin with, in the order of the alphabet. The last beginning that does not come after a
 * name in that order begins itself with every beginning that the name has. So one search finds the few that can match.
 *
 * @param <T> what a wildcard stands for
 */
public final class Wildcards<T> {

    /** @param place among those that were added */
    private record Entry<T>(Wildcard wildcard, int place, T meaning) {}

    private static final Comparator<Entry<?>> BEST_FIRST = Comparator.<Entry<?>>comparingInt(
                    entry -> -entry.wildcard().literals())
            .thenComparingInt(Entry::place);

    private final String[] beginnings;
    private final List<List<Entry<T>>> candidates;

    private Wildcards(String[] beginnings, List<List<Entry<T>>> candidates) {
        this.beginnings = beginnings;
        this.candidates = candidates;
    }

    /** What the best one that matches stands for; null if none does. */
    public @Nullable T find(String name) {
        int found = Arrays.binarySearch(beginnings, name);
        int last = found >= 0 ? found : -found - 2;
        if (last < 0) {
            return null;
        }
        for (Entry<T> entry : candidates.get(last)) {
            if (entry.wildcard().matches(name)) {
                return entry.meaning();
            }
        }
        return null;
    }

    /** Collects them. */
    public static final class Builder<T> {

        private final SortedMap<String, List<Entry<T>>> byBeginning = new TreeMap<>();
        private int added;

        public void add(Wildcard wildcard, T meaning) {
            byBeginning
                    .computeIfAbsent(wildcard.beginning(), first -> new ArrayList<>())
                    .add(new Entry<>(wildcard, added++, meaning));
        }

        public Wildcards<T> build() {
            List<List<Entry<T>>> candidates = new ArrayList<>();
            List<Entry<T>> before = List.of();
            for (var each : byBeginning.entrySet()) {
                before = Stream.concat(
                                before.stream().filter(entry -> each.getKey()
                                        .startsWith(entry.wildcard().beginning())),
                                each.getValue().stream())
                        .sorted(BEST_FIRST)
                        .toList();
                candidates.add(before);
            }
            return new Wildcards<>(byBeginning.keySet().toArray(String[]::new), candidates);
        }
    }
}
