package dev.tollgate.filter.limit;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** What is left of all limits that were looked at for one request. */
public record Standing(List<Reading> readings) {

    public static final Standing NONE = new Standing(List.of());

    public Standing {
        readings = List.copyOf(readings);
    }

    /** Of the limits on one thing that may be told, the one with the least left. */
    public Optional<Reading> least(Measure measure) {
        return readings.stream()
                .filter(reading ->
                        reading.measure() == measure && reading.level().isTold())
                .min(Comparator.comparingLong(Reading::remaining).thenComparingLong(Reading::limit));
    }

    Standing and(Standing more) {
        if (readings.isEmpty() || more.readings.isEmpty()) {
            return readings.isEmpty() ? more : this;
        }
        List<Reading> all = new ArrayList<>(readings);
        all.addAll(more.readings);
        return new Standing(all);
    }
}
