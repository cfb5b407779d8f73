package dev.tollgate.filter;

import dev.tollgate.ledger.usage.Subject;
import io.micrometer.core.instrument.Metrics;

/**
 * Counts callbacks that tell another end of a call than it was settled by, most often because they came too late: the counter
 * {@code tollgate.callbacks.late} by provider. The log has the request's id and both charges, for whoever corrects it.
 */
final class LateCallbacks {

    private static final String NAME = "tollgate.callbacks.late";

    private LateCallbacks() {}

    static void count(Subject subject) {
        Metrics.counter(NAME, "provider", subject.provider()).increment();
    }
}
