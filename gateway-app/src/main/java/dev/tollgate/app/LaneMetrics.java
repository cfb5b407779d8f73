package dev.tollgate.app;

import dev.tollgate.ledger.BatchObserver;
import dev.tollgate.ledger.LedgerDatabase;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/** The batches of the ledger as meters, one of each for every lane. */
final class LaneMetrics implements MeterBinder {

    private static final String LEDGER = "tollgate.ledger.";

    private final LedgerDatabase database;

    LaneMetrics(LedgerDatabase database) {
        this.database = database;
    }

    private record Meters(DistributionSummary size, Timer waiting, Timer commit) {
        static Meters of(MeterRegistry registry, String lane) {
            return new Meters(
                    DistributionSummary.builder(LEDGER + "batch.size")
                            .description("Calls that were committed together")
                            .tag("lane", lane)
                            .register(registry),
                    Timer.builder(LEDGER + "batch.wait")
                            .description("How long the first call of a batch waited for the batch before")
                            .tag("lane", lane)
                            .register(registry),
                    Timer.builder(LEDGER + "batch.commit")
                            .description("From sending a batch to its answer, with all tries")
                            .tag("lane", lane)
                            .register(registry));
        }

        void record(int calls, Duration waited, Duration committed) {
            size.record(calls);
            waiting.record(waited);
            commit.record(committed);
        }
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        Map<BatchObserver.Lane, Meters> lanes = new EnumMap<>(BatchObserver.Lane.class);
        for (BatchObserver.Lane lane : BatchObserver.Lane.values()) {
            String name = lane.name().toLowerCase(Locale.ROOT);
            lanes.put(lane, Meters.of(registry, name));
            Gauge.builder(LEDGER + "queue", database, of -> of.waiting(lane))
                    .description("Calls that wait for their batch")
                    .tag("lane", name)
                    .register(registry);
        }
        database.observe((lane, size, waited, commit) ->
                Objects.requireNonNull(lanes.get(lane)).record(size, waited, commit));
    }
}
