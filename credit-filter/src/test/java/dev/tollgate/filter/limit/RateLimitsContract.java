package dev.tollgate.filter.limit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.filter.denial.Denial;
import dev.tollgate.filter.denial.DenialCode;
import dev.tollgate.filter.denial.ReachedLimit;
import dev.tollgate.pricing.Plan.Limits;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What holds wherever limits are counted. */
abstract class RateLimitsContract {

    static final Duration PATIENCE = Duration.ofSeconds(60);

    /** Two nodes, or the same one twice. */
    abstract RateLimits one();

    abstract RateLimits two();

    /** Waits until all that was given back is there. */
    void settle() {}

    static Limits limits(long requests, long tokens, int concurrent) {
        return new Limits(OptionalLong.of(requests), OptionalLong.of(tokens), OptionalInt.of(concurrent));
    }

    /** Of a name that no other test uses. */
    static Subject subject(Level level, Limits limits) {
        return new Subject(level, UUID.randomUUID().toString(), limits);
    }

    static Subject account(long requests, long tokens, int concurrent) {
        return subject(Level.ACCOUNT, limits(requests, tokens, concurrent));
    }

    static Taken take(RateLimits limits, Demand demand) {
        return Objects.requireNonNull(limits.take(demand).block(PATIENCE));
    }

    static Taken call(RateLimits limits, Subject subject, long tokens) {
        return take(limits, Demand.call(List.of(subject), tokens));
    }

    static Permit permit(Taken taken) {
        return taken.decision().fold(permit -> permit, denial -> {
            throw new AssertionError(denial);
        });
    }

    static Optional<DenialCode> refusal(Taken taken) {
        return taken.decision().fold(permit -> Optional.empty(), denial -> Optional.of(denial.code()));
    }

    @Test
    void a_call_larger_than_the_minute_gives_back_only_what_it_took() {
        Subject account = account(100, 10_000, 10);
        permit(call(one(), account, 100_000)).end(9_000);
        settle();
        assertThat(refusal(call(two(), account, 5_000))).contains(DenialCode.TOKENS_LIMITED);
        assertThat(refusal(call(two(), account, 900))).isEmpty();
    }

    @Test
    void what_a_call_used_beyond_its_reserve_is_taken_too() {
        Subject account = account(100, 10_000, 10);
        permit(call(one(), account, 1_000)).end(9_500);
        settle();
        assertThat(refusal(call(two(), account, 5_000))).contains(DenialCode.TOKENS_LIMITED);
    }

    @Test
    void tokens_that_were_not_used_are_there_for_the_next() {
        Subject account = account(100, 10_000, 10);
        for (int i = 0; i < 5; i++) {
            permit(call(one(), account, 10_000)).end(0);
            settle();
        }
    }

    @Test
    void an_absurd_report_locks_nobody_out_for_more_than_a_minute() {
        Subject account = account(100, 10_000, 10);
        permit(call(one(), account, 10_000)).end(Long.MAX_VALUE / 2);
        settle();
        Denial denial = call(two(), account, 1)
                .decision()
                .fold(
                        permit -> {
                            throw new AssertionError("was let through");
                        },
                        refused -> refused);
        assertThat(denial.retryAfter().orElseThrow()).isBetween(Duration.ZERO, Duration.ofSeconds(61));
    }

    @Test
    void a_permit_that_ends_twice_gives_back_once() {
        Subject account = account(100, 10_000, 1);
        Permit first = permit(call(one(), account, 0));
        first.end(0);
        first.end(0);
        settle();
        permit(call(two(), account, 0));
        assertThat(refusal(call(one(), account, 0))).contains(DenialCode.CONCURRENCY_LIMITED);
    }

    @Test
    void a_refused_call_takes_no_place() {
        Subject account = account(1, 10_000, 5);
        permit(call(one(), account, 0));
        for (int i = 0; i < 10; i++) {
            assertThat(refusal(call(two(), account, 0))).contains(DenialCode.RATE_LIMITED);
        }
    }

    @Test
    void the_refusal_says_whose_limit_it_was_how_much_and_when_to_come_back() {
        Subject key = subject(Level.KEY, limits(2, 10_000, 5));
        Taken last = call(one(), key, 100);
        assertThat(last.standing().least(Measure.REQUESTS).orElseThrow().remaining())
                .isEqualTo(1);
        assertThat(last.standing().least(Measure.TOKENS).orElseThrow().remaining())
                .isEqualTo(9_900);
        assertThat(last.standing().least(Measure.CONCURRENT).orElseThrow().remaining())
                .isEqualTo(4);
        permit(call(two(), key, 100));
        Denial denial = call(one(), key, 100)
                .decision()
                .fold(
                        permit -> {
                            throw new AssertionError("was let through");
                        },
                        refused -> refused);
        assertThat(denial.limit())
                .contains(new ReachedLimit("key", "requests_per_minute", OptionalLong.of(2), OptionalLong.of(0)));
        assertThat(denial.message()).startsWith("This key allows 2 requests a minute");
        assertThat(denial.retryAfter().orElseThrow()).isBetween(Duration.ofNanos(1), Duration.ofSeconds(30));
    }

    @Test
    void a_whole_plans_figures_are_told_to_nobody() {
        Subject plan = subject(Level.PLAN, limits(1, 10_000, 5));
        Taken passed = call(one(), plan, 0);
        assertThat(passed.standing().least(Measure.REQUESTS)).isEmpty();
        Denial denial = call(one(), plan, 0)
                .decision()
                .fold(
                        permit -> {
                            throw new AssertionError("was let through");
                        },
                        refused -> refused);
        assertThat(denial.limit())
                .contains(new ReachedLimit("plan", "requests_per_minute", OptionalLong.empty(), OptionalLong.empty()));
        assertThat(denial.message()).doesNotContain("1");
    }

    /**
     * Random calls by some subjects together. Nobody gets more than his limits, and in the end everything that is not a
     * request that was let through is there again.
     */
    @Test
    void what_is_taken_together_is_given_back_together() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        List<Subject> subjects = new ArrayList<>();
        for (Level level : List.of(Level.ADDRESS, Level.KEY, Level.ACCOUNT, Level.PLAN)) {
            subjects.add(
                    subject(level, limits(5 + random.nextInt(40), 50 + random.nextInt(400), 1 + random.nextInt(6))));
        }
        Map<Subject, Integer> passed = new HashMap<>();
        Map<Subject, Integer> inside = new HashMap<>();
        List<Runnable> running = new ArrayList<>();
        int refused = 0;
        for (int i = 0; i < 300; i++) {
            List<Subject> of =
                    subjects.stream().filter(any -> random.nextInt(3) > 0).toList();
            Taken taken = take(random.nextBoolean() ? one() : two(), Demand.call(of, random.nextInt(100)));
            if (refusal(taken).isPresent()) {
                refused++;
            } else {
                of.forEach(subject -> passed.merge(subject, 1, Integer::sum));
                of.forEach(subject -> inside.merge(subject, 1, Integer::sum));
                of.forEach(subject -> assertThat(inside.get(subject))
                        .as("seed %d", seed)
                        .isLessThanOrEqualTo(subject.limits().concurrent().orElseThrow()));
                Permit permit = permit(taken);
                running.add(() -> {
                    permit.end(0);
                    of.forEach(subject -> inside.merge(subject, -1, Integer::sum));
                });
            }
            if (!running.isEmpty() && random.nextBoolean()) {
                running.remove(random.nextInt(running.size())).run();
            }
        }
        running.forEach(Runnable::run);
        settle();
        assertThat(refused).as("refused, seed %d", seed).isPositive();
        for (Subject subject : subjects) {
            assertGivenBack(subject, passed.getOrDefault(subject, 0), seed);
        }
    }

    private void assertGivenBack(Subject subject, int passed, long seed) {
        long requests = subject.limits().requestsPerMinute().orElseThrow() - passed;
        long atOnce = Math.min(requests, subject.limits().concurrent().orElseThrow());
        List<Permit> held = new ArrayList<>();
        for (long i = 0; i < atOnce; i++) {
            Taken taken = call(one(), subject, 0);
            assertThat(refusal(taken)).as("seed %d, %s", seed, subject).isEmpty();
            held.add(permit(taken));
        }
        held.forEach(permit -> permit.end(0));
        settle();
        for (long i = atOnce; i < requests; i++) {
            Taken taken =
                    call(two(), subject, subject.limits().tokensPerMinute().orElseThrow());
            assertThat(refusal(taken)).as("seed %d, %s", seed, subject).isEmpty();
            permit(taken).end(0);
            settle();
        }
    }
}
