package dev.tollgate.filter.limit;

import dev.tollgate.filter.denial.Denial;
import dev.tollgate.filter.denial.DenialCode;
import dev.tollgate.pricing.Plan.Limits;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;

/** The limits of one account under one plan, in this process. */
final class AccountLimits {

    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final Limits limits;
    private final Optional<Bucket> requests;
    private final Optional<Bucket> tokens;
    private final AtomicInteger running = new AtomicInteger();

    AccountLimits(Limits limits) {
        this.limits = limits;
        this.requests = perMinute(limits.requestsPerMinute());
        this.tokens = perMinute(limits.tokensPerMinute());
    }

    private static Optional<Bucket> perMinute(OptionalLong limit) {
        return limit.isEmpty()
                ? Optional.empty()
                : Optional.of(Bucket.builder()
                        .addLimit(bandwidth ->
                                bandwidth.capacity(limit.getAsLong()).refillGreedy(limit.getAsLong(), MINUTE))
                        .build());
    }

    /** Takes a place among the running calls and one request of the minute. */
    Optional<Denial> enter() {
        int inside = running.incrementAndGet();
        if (limits.concurrent().isPresent() && inside > limits.concurrent().getAsInt()) {
            leave();
            return Optional.of(new Denial.RateLimited(
                    DenialCode.CONCURRENCY_LIMITED,
                    "Your plan allows " + limits.concurrent().getAsInt()
                            + " calls at the same time. Try again when one of them has ended.",
                    Duration.ofSeconds(1)));
        }
        Optional<Denial> denial = requests.flatMap(bucket -> taken(
                bucket,
                1,
                DenialCode.RATE_LIMITED,
                "Your plan allows " + limits.requestsPerMinute().getAsLong() + " requests a minute."));
        denial.ifPresent(refused -> leave());
        return denial;
    }

    Optional<Denial> reserve(long count) {
        if (tokens.isEmpty() || count == 0) {
            return Optional.empty();
        }
        long capacity = limits.tokensPerMinute().getAsLong();
        // A single call larger than the limit may pass when the whole minute is free: it could never pass otherwise.
        return taken(
                tokens.get(),
                reservable(count),
                DenialCode.TOKENS_LIMITED,
                "Your plan allows " + capacity + " tokens a minute; this call can use " + count + ".");
    }

    /** What {@link #reserve} takes for a call of this size. */
    long reservable(long count) {
        return tokens.isEmpty() ? 0 : Math.min(count, limits.tokensPerMinute().getAsLong());
    }

    /**
     * @param unused below zero: the call used more than was taken for it, which counts up to a whole minute's tokens, lest
     *     one absurd report locks the account out for years
     */
    void settle(long unused) {
        if (unused > 0) {
            tokens.ifPresent(bucket -> bucket.addTokens(unused));
        } else if (unused < 0) {
            long capacity = limits.tokensPerMinute().orElse(1);
            tokens.ifPresent(bucket -> bucket.consumeIgnoringRateLimits(Math.min(-unused, capacity)));
        }
    }

    void leave() {
        running.decrementAndGet();
    }

    private static Optional<Denial> taken(Bucket bucket, long count, DenialCode code, String sentence) {
        ConsumptionProbe probe = bucket.tryConsumeAndReturnRemaining(count);
        if (probe.isConsumed()) {
            return Optional.empty();
        }
        Duration pause = Duration.ofNanos(probe.getNanosToWaitForRefill());
        return Optional.of(new Denial.RateLimited(code, sentence, pause));
    }
}
