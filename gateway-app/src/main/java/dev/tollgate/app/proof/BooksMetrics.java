package dev.tollgate.app.proof;

import dev.tollgate.ledger.proof.ProofRuns.Run;
import dev.tollgate.ledger.proof.ProofRuns.State;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Duration;
import java.time.Instant;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/** The books as gauges; not a number until they have been looked at. */
final class BooksMetrics implements MeterBinder {

    private static final String VERIFY = "tollgate.ledger.verify.";
    private static final String PARTITIONS = "tollgate.ledger.partitions.";

    private final BooksWatch watch;
    private final Instant started = Instant.now();

    BooksMetrics(BooksWatch watch) {
        this.watch = watch;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        run(registry, "findings", "Rows that speak against the books", null, Run::findings);
        run(registry, "entries", "Entries that the last proof read", null, Run::entries);
        run(registry, "seconds", "How long the last proof took", "seconds", run -> run.took()
                .toSeconds());
        Gauge.builder(VERIFY + "age", this, BooksMetrics::age)
                .description("Time since the last proof; since the start, if there was none")
                .baseUnit("seconds")
                .register(registry);
        partitions(registry, "ahead", "Months after this one that have tables", State::monthsAhead);
        partitions(registry, "rest", "Rows that fit into no month", state -> state.restEntries() + state.restRecords());
    }

    private double age() {
        State state = watch.state();
        Run last = state == null ? null : state.last();
        return Duration.between(last == null ? started : last.at(), Instant.now())
                .toSeconds();
    }

    private void run(
            MeterRegistry registry, String name, String meaning, @Nullable String unit, ToLongFunction<Run> value) {
        Gauge.builder(VERIFY + name, watch, books -> {
                    State state = books.state();
                    Run last = state == null ? null : state.last();
                    return last == null ? Double.NaN : value.applyAsLong(last);
                })
                .description(meaning)
                .baseUnit(unit)
                .register(registry);
    }

    private void partitions(MeterRegistry registry, String name, String meaning, ToLongFunction<State> value) {
        Gauge.builder(PARTITIONS + name, watch, books -> {
                    State state = books.state();
                    return state == null ? Double.NaN : value.applyAsLong(state);
                })
                .description(meaning)
                .register(registry);
    }
}
