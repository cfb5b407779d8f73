package dev.tollgate.filter;

import dev.tollgate.ledger.usage.UsageRecord.Attempt;
import io.micrometer.core.instrument.Metrics;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What one call was made of: those attempts that failed and were followed by another one, and the one that is under way. They
 * are kept with the call's usage record, by the commit that settles it. Those that failed are counted by {@code
 * tollgate.fallbacks}, by provider and outcome.
 */
final class Attempts {

    /** A caller has given up by then; each attempt has its provider's own timeouts beside. */
    private static final Duration LONGEST = Duration.ofMinutes(10);

    private static final String FAILED = "tollgate.fallbacks";

    private volatile List<Attempt> failed = List.of();
    private volatile Instant begun;

    /** @param begun when the call came in */
    Attempts(Instant begun) {
        this.begun = begun;
    }

    /** The fallback that is to be tried next; empty: there is none, or the call has taken too long for another one. */
    Optional<String> next(Ticket asked) {
        boolean late = Duration.between(asked.call().at(), Instant.now()).compareTo(LONGEST) > 0;
        return late
                ? Optional.empty()
                : asked.fallbackModels().stream().skip(failed.size()).findFirst();
    }

    /** @param sent whether the provider may have got anything of it */
    void failed(Ticket ticket, Ending ending, boolean sent) {
        List<Attempt> more = new ArrayList<>(failed);
        more.add(attempt(ticket, ending, sent ? costOf(ending) : BigDecimal.ZERO));
        begun = Instant.now();
        failed = List.copyOf(more);
        Metrics.counter(FAILED, "provider", ticket.provider().name(), "outcome", ending.outcome())
                .increment();
    }

    /** Whether it is not known of one that was followed by another what it has cost. */
    boolean anyUnknown() {
        return failed.stream().anyMatch(attempt -> attempt.costUsd() == null);
    }

    int count() {
        return failed.size() + 1;
    }

    /** All of them, if the call ends so now. A call that was made of one attempt says what it cost by itself. */
    List<Attempt> with(Ticket ticket, Ending ending, @Nullable BigDecimal costUsd) {
        List<Attempt> before = failed;
        if (before.isEmpty()) {
            return List.of(new Attempt(ticket.provider().name(), ending.status(), ending.outcome(), millis()));
        }
        List<Attempt> all = new ArrayList<>(before);
        all.add(attempt(ticket, ending, costUsd == null ? costOf(ending) : costUsd));
        return all;
    }

    private Attempt attempt(Ticket ticket, Ending ending, @Nullable BigDecimal costUsd) {
        return new Attempt(
                ticket.provider().name(), ending.status(), ending.outcome(), millis(), ticket.model(), costUsd);
    }

    private long millis() {
        return Duration.between(begun, Instant.now()).toMillis();
    }

    /** Providers bill no errors. Whether one bills what it did not tell is not known, nor what another has told in its place. */
    private static @Nullable BigDecimal costOf(Ending ending) {
        return ending.isError() && !ending.isSilence() ? BigDecimal.ZERO : null;
    }
}
