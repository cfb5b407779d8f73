package dev.tollgate.filter;

import dev.tollgate.ledger.usage.Subject;
import io.micrometer.core.instrument.Metrics;
import java.util.Set;

/**
 * Counts calls that used what the price book has no price for: the counter {@code tollgate.pricing.unpriced_usage} by
 * provider and kind. A tool that nobody offered to the model, and that has no fee, costs nothing; a kind of tokens that
 * providers bill apart costs what its relation costs; for everything else the call is charged its hold. Each of them is a
 * price that is missing.
 */
final class UnpricedUsage {

    private static final String NAME = "tollgate.pricing.unpriced_usage";

    private UnpricedUsage() {}

    static void count(Set<String> kinds, Subject subject) {
        kinds.forEach(kind -> Metrics.counter(NAME, "provider", subject.provider(), "kind", kind)
                .increment());
    }
}
