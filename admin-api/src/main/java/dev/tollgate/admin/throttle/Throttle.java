package dev.tollgate.admin.throttle;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.tollgate.admin.problem.Problem;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import reactor.core.publisher.Mono;

/**
 * Slows down whoever guesses. Some attempts are free, each one after that has to wait twice as long as the one before. An
 * attempt counts when it begins, so that a thousand at once are not one; one that succeeds is given back. In the memory of
 * this node, for the 100,000 latest names; answers are asynchronous so that a shared store can take its place.
 */
public final class Throttle {

    private static final int REMEMBERED = 100_000;

    private final int free;
    private final Duration first;
    private final Duration longest;
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

    /**
     * @param free attempts without waiting
     * @param first what the next one waits
     * @param longest the most that any waits; for each time twice as long one attempt is forgiven, and all of them when nothing
     *     was tried in it
     */
    public Throttle(int free, Duration first, Duration longest) {
        this(free, first, longest, System::nanoTime);
    }

    Throttle(int free, Duration first, Duration longest, LongSupplier nanos) {
        this.free = free;
        this.first = first;
        this.longest = longest;
        this.nanos = nanos;
        this.counts = Caffeine.newBuilder()
                .maximumSize(REMEMBERED)
                .expireAfterWrite(longest.multipliedBy(2))
                .ticker(nanos::getAsLong)
                .build();
    }

    /** Counts an attempt; fails with a 429 problem if it comes too early, and does not count it then. */
    public Mono<Void> begin(String name) {
        return Mono.defer(() -> {
            AtomicLong early = new AtomicLong();
            counts.asMap().compute(name, (key, count) -> {
                // Here, one at a time: a time from before could lie before what another attempt has noted.
                long now = nanos.getAsLong();
                if (count != null && count.until() - now > 0) {
                    early.set(count.until() - now);
                    return count;
                }
                Count before = count == null ? new Count(0, now, now) : count.at(now, 2 * longest.toNanos());
                int attempts = before.attempts() + 1;
                return new Count(attempts, now + wait(attempts).toNanos(), before.since());
            });
            return early.get() == 0
                    ? Mono.empty()
                    : Mono.error(Problem.tooOften(
                            "Too many attempts. Wait a moment before the next one.", Duration.ofNanos(early.get())));
        });
    }

    /** What the attempt after so many has to wait. */
    private Duration wait(int attempts) {
        if (attempts < free) {
            return Duration.ZERO;
        }
        int doublings = Math.min(attempts - free, Long.SIZE / 2);
        Duration wait = first.multipliedBy(1L << doublings);
        return wait.compareTo(longest) < 0 ? wait : longest;
    }

    /** Takes back one attempt that was no guess. */
    public Mono<Void> giveBack(String name) {
        return Mono.fromRunnable(() -> counts.asMap()
                .computeIfPresent(
                        name,
                        (key, count) -> count.attempts() <= 1
                                ? null
                                : new Count(count.attempts() - 1, nanos.getAsLong(), count.since())));
    }

    /** Forgets all attempts: whoever has this name has shown that it is theirs. */
    public Mono<Void> forget(String name) {
        return Mono.fromRunnable(() -> counts.invalidate(name));
    }
}
