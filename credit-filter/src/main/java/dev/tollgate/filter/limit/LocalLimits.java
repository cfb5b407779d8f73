package dev.tollgate.filter.limit;

import dev.tollgate.filter.denial.Denial;
import dev.tollgate.pricing.Plan.Limits;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** What one subject has left, in this process. */
final class LocalLimits {

    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final Subject subject;
    private final @Nullable Bucket requests;
    private final @Nullable Bucket tokens;
    private final AtomicInteger running = new AtomicInteger();

    LocalLimits(Subject subject) {
        this.subject = subject;
        this.requests = perMinute(subject.limits().requestsPerMinute());
        this.tokens = perMinute(subject.limits().tokensPerMinute());
    }

    private static @Nullable Bucket perMinute(OptionalLong limit) {
        return limit.isEmpty()
                ? null
                : Bucket.builder()
                        .addLimit(bandwidth ->
                                bandwidth.capacity(limit.getAsLong()).refillGreedy(limit.getAsLong(), MINUTE))
                        .build();
    }

    /** Takes all of the demand, or nothing and says why; notes what it saw. */
    Optional<Denial> take(Demand demand, List<Reading> readings) {
        Limits limits = subject.limits();
        Optional<Denial> denial = enter(demand.of(Measure.CONCURRENT, limits), readings);
        if (denial.isPresent()) {
            return denial;
        }
        denial = taken(requests, Measure.REQUESTS, demand.of(Measure.REQUESTS, limits), 1, readings);
        if (denial.isPresent()) {
            leave(demand);
            return denial;
        }
        denial = taken(tokens, Measure.TOKENS, demand.of(Measure.TOKENS, limits), demand.tokens(), readings);
        if (denial.isPresent()) {
            giveBack(requests, demand.of(Measure.REQUESTS, limits));
            leave(demand);
        }
        return denial;
    }

    private Optional<Denial> enter(long places, List<Reading> readings) {
        if (places == 0) {
            return Optional.empty();
        }
        int limit = subject.limits().concurrent().orElseThrow();
        int inside = running.incrementAndGet();
        Reading reading = Reading.ofPlaces(subject, limit, inside);
        readings.add(reading);
        if (inside <= limit) {
            return Optional.empty();
        }
        running.decrementAndGet();
        return Optional.of(reading.refusal(1, Duration.ZERO));
    }

    private Optional<Denial> taken(
            @Nullable Bucket bucket, Measure measure, long count, long asked, List<Reading> readings) {
        if (bucket == null || count == 0) {
            return Optional.empty();
        }
        ConsumptionProbe probe = bucket.tryConsumeAndReturnRemaining(count);
        Reading reading = Probes.reading(subject, measure, probe);
        readings.add(reading);
        return probe.isConsumed() ? Optional.empty() : Optional.of(reading.refusal(asked, Probes.pause(probe)));
    }

    /** As if the demand had never been. */
    void undo(Demand demand) {
        giveBack(requests, demand.of(Measure.REQUESTS, subject.limits()));
        giveBack(tokens, demand.of(Measure.TOKENS, subject.limits()));
        leave(demand);
    }

    /** The call of the demand has ended, and used so many tokens. */
    void settle(Demand demand, long used) {
        Bucket bucket = tokens;
        if (bucket != null) {
            long correction = Probes.correction(subject, demand, used);
            if (correction > 0) {
                bucket.addTokens(correction);
            } else if (correction < 0) {
                bucket.consumeIgnoringRateLimits(-correction);
            }
        }
        leave(demand);
    }

    private void leave(Demand demand) {
        if (demand.of(Measure.CONCURRENT, subject.limits()) > 0) {
            running.decrementAndGet();
        }
    }

    private static void giveBack(@Nullable Bucket bucket, long count) {
        if (bucket != null && count > 0) {
            bucket.addTokens(count);
        }
    }
}
