package dev.tollgate.simulator.stripe;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** The last calls of the API. */
final class RequestHistory {
    private static final int KEPT = 1000;

    private final Deque<StripeRequest> last = new ArrayDeque<>();

    synchronized void keep(StripeRequest request) {
        if (last.size() == KEPT) {
            last.removeFirst();
        }
        last.addLast(request);
    }

    synchronized List<StripeRequest> all() {
        return List.copyOf(last);
    }
}
