package dev.tollgate.filter.limit;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.tollgate.filter.denial.Denial;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import reactor.core.publisher.Mono;

/**
 * The limits of all subjects, in the memory of this process. Who has not called for a while is forgotten; his buckets would
 * be full again by then.
 *
 * <p>Strangers are remembered apart from those who have shown a key, so that however many of them come, nobody's running
 * calls are forgotten. Of strangers the newest and the busiest are remembered.
 */
public final class LocalRateLimits implements RateLimits {

    // Longer than any stream may run, so that a place among the running calls is never forgotten while it is taken.
    private static final Duration FORGET_AFTER = Duration.ofHours(1);
    // Every bucket is full again after a minute.
    private static final Duration FORGET_STRANGERS_AFTER = Duration.ofMinutes(2);

    /** About 30 MB. */
    static final int STRANGERS = 100_000;

    private static final int KNOWN = 1_000_000;

    private final Cache<Subject, LocalLimits> known = Caffeine.newBuilder()
            .maximumSize(KNOWN)
            .expireAfterAccess(FORGET_AFTER)
            .build();
    private final Cache<Subject, LocalLimits> strangers = Caffeine.newBuilder()
            .maximumSize(STRANGERS)
            .expireAfterAccess(FORGET_STRANGERS_AFTER)
            .build();

    @Override
    public Mono<Taken> take(Demand demand) {
        return Mono.fromSupplier(() -> taken(demand));
    }

    @Override
    public StoreState state() {
        return StoreState.ALONE;
    }

    /** The same, at once: it waits for nothing. */
    Taken taken(Demand demand) {
        if (demand.subjects().isEmpty()) {
            return Taken.UNLIMITED;
        }
        List<LocalLimits> taken = new ArrayList<>(demand.subjects().size());
        List<Reading> readings = new ArrayList<>();
        for (Subject subject : demand.subjects()) {
            LocalLimits limits = limitsOf(subject, demand.place());
            Optional<Denial> denial = limits.take(demand, readings);
            if (denial.isPresent()) {
                taken.forEach(earlier -> earlier.undo(demand));
                return Taken.nothing(denial.get(), new Standing(readings));
            }
            taken.add(limits);
        }
        return Taken.all(
                new Permit(used -> taken.forEach(limits -> limits.settle(demand, used))), new Standing(readings));
    }

    private LocalLimits limitsOf(Subject subject, boolean place) {
        Cache<Subject, LocalLimits> memory = subject.level().isStrangers() && !place ? strangers : known;
        return memory.get(subject, LocalLimits::new);
    }

    /** How many subjects are remembered of whom anybody can make as many as he likes. */
    long strangers() {
        strangers.cleanUp();
        return strangers.estimatedSize();
    }
}
