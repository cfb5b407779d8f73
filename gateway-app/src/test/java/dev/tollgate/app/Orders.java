package dev.tollgate.app;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The orders in which objects are heard of, the newest object first in the first one. Each takes seconds, so of five objects only
 * some of the orders are tried, chosen at random; {@code -Dorders=120} tries all.
 */
final class Orders {

    private static final int MOST = Integer.getInteger("orders", 24);

    private final Random random;
    private List<List<Integer>> left = List.of();
    private int begun;

    Orders(Random random) {
        this.random = random;
    }

    /**
     * Events in the next order; those of one object in any.
     *
     * @param events in the order in which they happened
     * @param subject which object an event tells of
     */
    List<String> next(List<String> events, Function<String, String> subject) {
        Map<String, String> subjects =
                events.stream().distinct().collect(Collectors.toMap(Function.identity(), subject));
        List<String> objects = events.stream().map(subjects::get).distinct().toList();
        if (begun++ == 0) {
            left = some(permutations(objects.size()));
        }
        List<Integer> order = left.remove(0);
        List<String> shuffled = new ArrayList<>(events);
        Collections.shuffle(shuffled, random);
        return shuffled.stream()
                .sorted(Comparator.comparing(event -> order.indexOf(objects.indexOf(subjects.get(event)))))
                .toList();
    }

    boolean more() {
        return !left.isEmpty();
    }

    private List<List<Integer>> some(List<List<Integer>> all) {
        List<List<Integer>> others = new ArrayList<>(all.subList(1, all.size()));
        Collections.shuffle(others, random);
        List<List<Integer>> some = new ArrayList<>(all.subList(0, 1));
        some.addAll(others.subList(0, Math.min(MOST - 1, others.size())));
        System.out.println(some.size() + " of " + all.size() + " orders");
        return some;
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
