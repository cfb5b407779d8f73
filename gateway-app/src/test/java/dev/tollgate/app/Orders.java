package dev.tollgate.app;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.function.Function;

/** Orders in which objects are heard of: all of them, or so many of them, the newest object first in the first one. */
final class Orders {

    private final int most;
    private final Random random;
    private List<List<Integer>> left = List.of();
    private int begun;

    Orders(int most, Random random) {
        this.most = most;
        this.random = random;
    }

    /**
     * Events in the next order.
     *
     * @param events in the order in which they happened
     * @param subject which object an event tells of
     */
    List<String> next(List<String> events, Function<String, String> subject) {
        List<String> objects = events.stream().map(subject).distinct().toList();
        if (begun++ == 0) {
            List<List<Integer>> all = permutations(objects.size());
            Collections.shuffle(all.subList(1, all.size()), random);
            left = new ArrayList<>(all.subList(0, Math.min(most, all.size())));
        }
        List<Integer> order = left.remove(0);
        return events.stream()
                .sorted(Comparator.comparing(event -> order.indexOf(objects.indexOf(subject.apply(event)))))
                .toList();
    }

    boolean more() {
        return !left.isEmpty();
    }

    private static List<List<Integer>> permutations(int size) {
        List<List<Integer>> all = new ArrayList<>(List.of(List.of()));
        for (int last = 0; last < size; last++) {
            List<List<Integer>> longer = new ArrayList<>();
            for (int place = 0; place <= last; place++) {
                for (List<Integer> shorter : all) {
                    List<Integer> one = new ArrayList<>(shorter);
                    one.add(place, last);
                    longer.add(one);
                }
            }
            all = longer;
        }
        return all;
    }
}
