package dev.tollgate.filter.limit;

import dev.tollgate.filter.denial.Denial;
import io.github.bucket4j.ConsumptionProbe;
import io.lettuce.core.api.StatefulRedisConnection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

/**
 * The limits of all subjects, in a Redis that nodes share. All that a call needs is asked at once, over one connection; what
 * was taken is given back if any of it is refused, so two calls that meet may both be refused, but never both let through.
 *
 * <p>If Redis does not answer in time, this node decides by the limits in its own memory, at once and until Redis answers
 * again: every node then allows as much as all of them together should.
 */
public final class RedisRateLimits implements RateLimits, AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(RedisRateLimits.class);

    private static final String KEYS = "tollgate:limit:";

    private final RedisSettings settings;
    private final RateLimits alone;
    private final LongAdder decidedAlone = new LongAdder();
    private final AtomicInteger givingBackNow = new AtomicInteger();
    private final RedisLink link;
    private volatile @Nullable Session session;

    private record Session(RedisBuckets buckets, Leases leases) {}

    /**
     * @param alone what this node goes by while Redis is away
     * @throws IllegalArgumentException if the address is none of a Redis
     */
    public RedisRateLimits(RedisSettings settings, RateLimits alone) {
        this.settings = settings;
        this.alone = alone;
        this.link = new RedisLink(settings, this::connected);
    }

    private void connected(StatefulRedisConnection<String, byte[]> connection) {
        session = new Session(new RedisBuckets(connection), new Leases(connection.async(), settings.leaseTime()));
    }

    /** @throws IllegalArgumentException if it is no address of a Redis; the message does not show it */
    public static void requireAddress(String url) {
        RedisLink.uri(url);
    }

    @Override
    public StoreState state() {
        return new StoreState(true, !link.isUp(), decidedAlone.sum());
    }

    @Override
    public Mono<Taken> take(Demand demand) {
        return Mono.defer(() -> {
            Session now = session;
            return now == null || !link.isUp() ? alone(demand) : together(demand, now);
        });
    }

    private Mono<Taken> alone(Demand demand) {
        decidedAlone.increment();
        return alone.take(demand);
    }

    private Mono<Taken> together(Demand demand, Session now) {
        List<Claim> claims = new ArrayList<>();
        for (Subject subject : demand.subjects()) {
            claim(demand, subject, now, claims);
        }
        CompletableFuture<Void> all =
                CompletableFuture.allOf(claims.stream().map(Claim::answer).toArray(CompletableFuture<?>[]::new));
        return Mono.fromFuture(all, true)
                .timeout(settings.timeout())
                .then(Mono.fromSupplier(() -> outcome(claims)))
                .onErrorResume(failure -> {
                    link.lost(failure);
                    claims.forEach(Claim::giveBack);
                    return alone(demand);
                });
    }

    private Taken outcome(List<Claim> claims) {
        List<Claim.Answer> answers = claims.stream()
                .map(claim -> Objects.requireNonNull(claim.answer().getNow(null)))
                .toList();
        Standing standing =
                new Standing(answers.stream().map(Claim.Answer::reading).toList());
        Optional<Denial> denial =
                answers.stream().flatMap(answer -> answer.denial().stream()).findFirst();
        if (denial.isPresent()) {
            claims.forEach(Claim::giveBack);
            return Taken.nothing(denial.get(), standing);
        }
        return Taken.all(
                new Permit(used -> claims.forEach(claim -> claim.settle().accept(used))), standing);
    }

    private void claim(Demand demand, Subject subject, Session now, List<Claim> claims) {
        for (Measure measure : Measure.values()) {
            long count = demand.of(measure, subject.limits());
            if (count > 0) {
                claims.add(measure == Measure.CONCURRENT ? place(subject, now) : tokens(demand, subject, measure, now));
            }
        }
    }

    private Claim place(Subject subject, Session now) {
        long limit = Measure.CONCURRENT.of(subject.limits()).orElseThrow();
        Leases.Lease lease = now.leases().next(key(subject, Measure.CONCURRENT, limit));
        CompletableFuture<Claim.Answer> answer = now.leases()
                .enter(lease, limit)
                .thenApply(inside -> {
                    Reading reading = Reading.ofPlaces(subject, limit, Math.abs(inside));
                    return new Claim.Answer(
                            reading, inside > 0 ? Optional.empty() : Optional.of(reading.refusal(1, Duration.ZERO)));
                });
        Runnable leave = () -> track(now.leases().leave(lease));
        return new Claim(answer, leave, used -> leave.run());
    }

    private Claim tokens(Demand demand, Subject subject, Measure measure, Session now) {
        long limit = measure.of(subject.limits()).orElseThrow();
        long count = demand.of(measure, subject.limits());
        String key = key(subject, measure, limit);
        long asked = measure == Measure.TOKENS ? demand.tokens() : count;
        CompletableFuture<Claim.Answer> answer =
                now.buckets().take(key, limit, count).thenApply(probe -> answer(subject, measure, probe, asked));
        return new Claim(answer, () -> correct(now, key, limit, count), used -> {
            if (measure == Measure.TOKENS) {
                correct(now, key, limit, Probes.correction(subject, demand, used));
            }
        });
    }

    private static Claim.Answer answer(Subject subject, Measure measure, ConsumptionProbe probe, long asked) {
        Reading reading = Probes.reading(subject, measure, probe);
        return new Claim.Answer(
                reading,
                probe.isConsumed() ? Optional.empty() : Optional.of(reading.refusal(asked, Probes.pause(probe))));
    }

    private void correct(Session now, String key, long limit, long count) {
        if (count != 0 && link.isUp()) {
            track(now.buckets().correct(key, limit, count));
        }
    }

    /** What is lost here for want of an answer comes back by itself: tokens within the minute, a place with its lease. */
    private void track(CompletableFuture<?> way) {
        givingBackNow.incrementAndGet();
        CompletableFuture<?> unused = way.whenComplete((done, failure) -> {
            givingBackNow.decrementAndGet();
            if (failure != null) {
                log.debug("A rate limit was not given back: {}", failure.toString());
            }
        });
    }

    /** Whether nothing is on its way back to Redis. */
    boolean isQuiet() {
        return givingBackNow.get() == 0;
    }

    private static String key(Subject subject, Measure measure, long limit) {
        return KEYS + subject.level().code() + ":" + subject.name() + ":"
                + measure.code().code() + ":" + limit;
    }

    @Override
    public void close() {
        Session now = session;
        if (now != null) {
            now.leases().close();
        }
        link.close();
    }
}
