package dev.tollgate.admin.throttle;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.tollgate.ledger.attempt.Pace;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/** The attempts that this node alone has seen, of the 100,000 latest names. It knows nothing after a restart. */
final class NodeCounts {

    private static final int REMEMBERED = 100_000;

    private final Pace pace;
    private final LongSupplier nanos;
    private final Cache<String, Count> counts;

    /**
     * @param until nanoseconds before which no attempt is let in
     * @param since when the attempts were last lessened
     */
    private record Count(int attempts, long until, long since) {

        /** One attempt is forgiven for each such time that has passed. */
        Count at(long now, long each) {
            long forgiven = (now - since) / each;
            return new Count((int) Math.max(0, attempts - forgiven), until, since + forgiven * each);
        }
    }

    NodeCounts(Pace pace, LongSupplier nanos) {
        this.pace = pace;
        this.nanos = nanos;
        this.counts = Caffeine.newBuilder()
                .maximumSize(REMEMBERED)
                .expireAfterWrite(pace.forgiving())
                .ticker(nanos::getAsLong)
                .build();
    }

    /** Counts an attempt: zero; or what is left to wait, if it comes too early, and then it does not count. */
    Duration begin(String name) {
        AtomicLong early = new AtomicLong();
        counts.asMap().compute(name, (key, count) -> {
            // Here, one at a time: a time from before could lie before what another attempt has noted.
            long now = nanos.getAsLong();
            if (count != null && count.until() - now > 0) {
                early.set(count.until() - now);
                return count;
            }
            Count before = count == null
                    ? new Count(0, now, now)
                    : count.at(now, pace.forgiving().toNanos());
            int attempts = before.attempts() + 1;
            return new Count(attempts, now + pace.waitAfter(attempts).toNanos(), before.since());
        });
        return Duration.ofNanos(early.get());
    }

    /** An attempt that was let in here came too early by what the others have seen, so it does not count here either. */
    void refuse(String name, Duration early) {
        counts.asMap().computeIfPresent(name, (key, count) -> {
            long until = nanos.getAsLong() + early.toNanos();
            return new Count(Math.max(0, count.attempts() - 1), until, count.since());
        });
    }

    /** Takes back one attempt. */
    void giveBack(String name) {
        counts.asMap()
                .computeIfPresent(
                        name,
                        (key, count) -> count.attempts() <= 1
                                ? null
                                : new Count(count.attempts() - 1, nanos.getAsLong(), count.since()));
    }

    /** Forgets all attempts. */
    void forget(String name) {
        counts.invalidate(name);
    }
}
