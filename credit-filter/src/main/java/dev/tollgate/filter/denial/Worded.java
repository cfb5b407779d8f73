package dev.tollgate.filter.denial;

import dev.tollgate.ledger.key.Budget;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Another denial as the operator wants it told. */
record Worded(Denial denial, String message, int status) implements Denial {
    @Override
    public DenialCode code() {
        return denial.code();
    }

    @Override
    public Optional<Duration> retryAfter() {
        return denial.retryAfter();
    }

    @Override
    public Optional<Instant> renewsAt() {
        return denial.renewsAt();
    }

    @Override
    public Optional<MoneyFigures> money() {
        return denial.money();
    }

    @Override
    public Optional<ReachedLimit> limit() {
        return denial.limit();
    }

    @Override
    public Optional<Budget> budget() {
        return denial.budget();
    }

    @Override
    public Optional<String> param() {
        return denial.param();
    }

    @Override
    public Optional<String> about() {
        return denial.about();
    }
}
