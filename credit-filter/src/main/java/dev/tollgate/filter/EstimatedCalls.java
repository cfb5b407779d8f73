package dev.tollgate.filter;

import dev.tollgate.filter.dialect.UsageReport;
import dev.tollgate.ledger.usage.Basis;
import dev.tollgate.ledger.usage.Subject;
import io.micrometer.core.instrument.Metrics;

/**
 * Counts calls that were charged by an estimate, because their provider told no usage that can be read: the counter {@code
 * tollgate.usage.estimated} by provider and operation. More than a few of one provider mean that its answers have changed,
 * or that the price book looks in the wrong place.
 */
final class EstimatedCalls {

    private static final String NAME = "tollgate.usage.estimated";

    private EstimatedCalls() {}

    static void count(UsageReport report, Subject subject) {
        if (report.basis() == Basis.ESTIMATED) {
            Metrics.counter(NAME, "provider", subject.provider(), "operation", subject.operation())
                    .increment();
        }
    }
}
