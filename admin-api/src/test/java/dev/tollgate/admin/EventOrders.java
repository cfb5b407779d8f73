package dev.tollgate.admin;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** The orders in which events may be told of, by their places in the order in which they happened. */
final class EventOrders {

    private EventOrders() {}

    /** All orders of so many events. */
    static List<List<Integer>> of(int events) {
        List<List<Integer>> all = new ArrayList<>(List.of(List.of()));
        for (int last = 0; last < events; last++) {
            List<List<Integer>> longer = new ArrayList<>();
            for (List<Integer> shorter : all) {
                for (int at = 0; at <= shorter.size(); at++) {
                    List<Integer> order = new ArrayList<>(shorter);
                    order.add(at, last);
                    longer.add(order);
                }
            }
            all = longer;
        }
        return all;
    }

    /** Each once more, somewhere behind its first time. */
    static List<Integer> withDuplicates(List<Integer> order, Random random) {
        List<Integer> told = new ArrayList<>(order);
        for (int event : order) {
            int first = told.indexOf(event);
            told.add(first + 1 + random.nextInt(told.size() - first), event);
        }
        return told;
    }
}
