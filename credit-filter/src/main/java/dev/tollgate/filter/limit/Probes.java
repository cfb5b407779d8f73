package dev.tollgate.filter.limit;

import io.github.bucket4j.ConsumptionProbe;
import java.time.Duration;

/** What bucket4j says of a bucket, in this package's terms; the same wherever the bucket stands. */
final class Probes {

    private Probes() {}

    static Reading reading(Subject subject, Measure measure, ConsumptionProbe probe) {
        return new Reading(
                subject.level(),
                measure,
                measure.of(subject.limits()).orElseThrow(),
                // A bucket is below zero after calls that used more than was taken for them.
                Math.max(0, probe.getRemainingTokens()),
                Duration.ofNanos(probe.getNanosToWaitForReset()));
    }

    static Duration pause(ConsumptionProbe probe) {
        return Duration.ofNanos(probe.getNanosToWaitForRefill());
    }

    /**
     * Tokens to give back when a call has ended. Below zero: to take, because the call used more than was taken for it;
     * that counts up to a whole minute's tokens, lest one absurd report locks its sender out for years.
     */
    static long correction(Subject subject, Demand demand, long used) {
        long limit = subject.limits().tokensPerMinute().orElse(0);
        return Math.max(-limit, demand.of(Measure.TOKENS, subject.limits()) - used);
    }
}
