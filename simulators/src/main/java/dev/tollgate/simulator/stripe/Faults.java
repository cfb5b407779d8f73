package dev.tollgate.simulator.stripe;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The faults that wait for their calls, in the order in which they were added. */
final class Faults {
    private final List<StripeFault> waiting = new ArrayList<>();

    synchronized void add(StripeFault fault) {
        waiting.add(fault);
    }

    synchronized void clear() {
        waiting.clear();
    }

    /** Takes the first that fits this call, once. */
    synchronized @Nullable StripeFault take(String method, String path) {
        for (int i = 0; i < waiting.size(); i++) {
            StripeFault fault = waiting.get(i);
            if (fault.fits(method, path)) {
                if (fault.times() == 1) {
                    waiting.remove(i);
                } else {
                    waiting.set(i, fault.times(fault.times() - 1));
                }
                return fault;
            }
        }
        return null;
    }
}
