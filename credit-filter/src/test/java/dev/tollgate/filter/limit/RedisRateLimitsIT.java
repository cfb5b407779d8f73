package dev.tollgate.filter.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tollgate.filter.denial.DenialCode;
import dev.tollgate.filter.testing.TestRedis;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;

/** Two nodes on one real Redis, which is killed and frozen. */
final class RedisRateLimitsIT extends RateLimitsContract {

    private static final Duration LEASE = Duration.ofMillis(1_500);
    private static final Duration PROBE = Duration.ofMillis(100);
    /** Long enough that a slow machine is not taken for a Redis that is away. */
    private static final Duration PATIENT = Duration.ofSeconds(30);

    private final TestRedis redis = TestRedis.start();
    private final RedisRateLimits one = node(PATIENT);
    private final RedisRateLimits two = node(PATIENT);

    private RedisRateLimits node(Duration timeout) {
        return new RedisRateLimits(new RedisSettings(redis.url(), timeout, PROBE, LEASE), new LocalRateLimits());
    }

    @AfterEach
    void stop() {
        one.close();
        two.close();
        redis.close();
    }

    @Override
    RateLimits one() {
        return one;
    }

    @Override
    RateLimits two() {
        return two;
    }

    @Override
    void settle() {
        until("all is given back", () -> one.isQuiet() && two.isQuiet());
    }

    private static void until(String what, BooleanSupplier condition) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("waited too long for: " + what);
            }
            Thread.onSpinWait();
        }
    }

    /** How many of so many demands, made at once on both nodes, are let through. */
    private long passed(int demands, Subject subject, long tokens) {
        return passed(demands, List.of(subject), tokens).size();
    }

    /** Those that are let through, and run. */
    private List<Permit> passed(int demands, List<Subject> subjects, long tokens) {
        AtomicInteger turn = new AtomicInteger();
        return Objects.requireNonNull(Flux.range(0, demands)
                .flatMap(
                        any -> (turn.incrementAndGet() % 2 == 0 ? one : two).take(Demand.call(subjects, tokens)),
                        demands)
                .filter(taken -> refusal(taken).isEmpty())
                .map(RateLimitsContract::permit)
                .collectList()
                .block(PATIENCE));
    }

    /** What comes back into a bucket while a test runs. */
    private static long refilled(long limit, long sinceNanos) {
        return (System.nanoTime() - sinceNanos) * limit / Duration.ofMinutes(1).toNanos() + 1;
    }

    @Test
    void both_nodes_together_let_as_many_requests_through_as_one_may() {
        Subject account = account(20, 1_000_000, 1_000);
        long start = System.nanoTime();
        assertThat(passed(100, account, 0)).isBetween(20L, 20 + refilled(20, start));
        assertShared();
    }

    @Test
    void both_nodes_together_let_as_many_tokens_through_as_one_may() {
        Subject account = account(1_000, 1_000, 1_000);
        long start = System.nanoTime();
        assertThat(passed(100, account, 100)).isBetween(10L, 10 + refilled(1_000, start) / 100);
        assertShared();
    }

    @Test
    void both_nodes_together_run_as_many_calls_at_once_as_one_may() {
        Subject account = account(10_000, 1_000_000, 7);
        assertThat(passed(100, account, 0)).isEqualTo(7);
        assertShared();
    }

    /** Of calls that meet, some may be refused for a place that another one gives back; none of them costs anything. */
    @Test
    void both_nodes_together_hold_calls_to_the_least_of_four_limits_and_free_every_place() {
        List<Subject> four = List.of(
                subject(Level.ADDRESS, limits(500, 1_000_000, 40)),
                subject(Level.KEY, limits(15, 1_000_000, 30)),
                subject(Level.ACCOUNT, limits(400, 1_000_000, 20)),
                subject(Level.PLAN, limits(900, 1_000_000, 50)));
        long start = System.nanoTime();
        List<Permit> running = new ArrayList<>(passed(120, four, 10));
        assertThat(running).hasSizeLessThanOrEqualTo(15 + (int) refilled(15, start));
        settle();
        for (Taken next = take(two, Demand.call(four, 10));
                refusal(next).isEmpty();
                next = take(two, Demand.call(four, 10))) {
            running.add(permit(next));
        }
        assertThat(running).hasSizeBetween(15, 15 + (int) refilled(15, start));
        assertShared();

        running.forEach(permit -> permit.end(10));
        settle();
        for (Subject each : four) {
            int places = each.limits().concurrent().orElseThrow();
            Subject often = new Subject(each.level(), each.name(), limits(10_000, 1_000_000, places));
            assertThat(passed(places + 10, often, 0))
                    .as("places of %s", each.level())
                    .isEqualTo(places);
        }
    }

    private void assertShared() {
        assertThat(List.of(one.state(), two.state())).containsOnly(new StoreState(true, false, 0));
    }

    @Test
    void the_places_of_a_node_that_died_come_back() {
        Subject account = account(10_000, 1_000_000, 2);
        RedisRateLimits dying = node(PATIENT);
        permit(call(dying, account, 0));
        permit(call(dying, account, 0));
        assertThat(refusal(call(one, account, 0))).contains(DenialCode.CONCURRENCY_LIMITED);
        dying.close(); // Without a word to Redis, as a power cut would.
        until("its places are free", () -> refusal(call(one, account, 0)).isEmpty());
    }

    @Test
    void a_call_that_runs_longer_than_a_lease_keeps_its_place() {
        Subject account = account(10_000, 1_000_000, 1);
        Permit running = permit(call(one, account, 0));
        RedisClient client = RedisClient.create(redis.url());
        try (StatefulRedisConnection<String, String> direct = client.connect()) {
            String key = direct.sync().keys("*concurrent*").get(0);
            long until = until(direct, key);
            until("its lease is renewed many times", () -> until(direct, key) > until + 2 * LEASE.toMillis());
        } finally {
            client.shutdown();
        }
        assertThat(refusal(call(two, account, 0))).contains(DenialCode.CONCURRENCY_LIMITED);
        running.end(0);
        settle();
        permit(call(two, account, 0));
    }

    private static long until(StatefulRedisConnection<String, String> direct, String key) {
        return (long) direct.sync().zrangeWithScores(key, 0, 0).get(0).getScore();
    }

    @Test
    void calls_go_on_while_redis_is_dead_and_are_counted_together_again_afterwards() {
        Subject account = account(1, 1_000_000, 1_000);
        permit(call(one, account, 0));
        assertThat(refusal(call(two, account, 0))).contains(DenialCode.RATE_LIMITED);

        redis.kill();
        permit(call(two, account, 0)); // By what it counts alone, of which nothing is used up yet.
        assertThat(refusal(call(two, account, 0))).contains(DenialCode.RATE_LIMITED);
        assertThat(two.state().degraded()).isTrue();
        assertThat(two.state().decidedAlone()).isEqualTo(2);

        redis.startAgain();
        until("both count together again", () -> {
            call(one, account, 0); // It notices by being asked.
            return !one.state().degraded() && !two.state().degraded();
        });
        Subject other = account(1, 1_000_000, 1_000);
        permit(call(one, other, 0));
        assertThat(refusal(call(two, other, 0))).contains(DenialCode.RATE_LIMITED);
    }

    @Test
    void what_a_slow_redis_took_when_nobody_waited_any_more_is_given_back() {
        try (RedisRateLimits hasty = node(Duration.ofMillis(200))) {
            until("it is connected", () -> !hasty.state().degraded());
            Subject account = account(10_000, 1_000_000, 1);
            redis.freeze();
            permit(call(hasty, account, 0));
            assertThat(hasty.state().degraded()).isTrue();
            redis.thaw();
            until("the place is free", () -> refusal(call(one, account, 0)).isEmpty());
        }
    }

    @Test
    void a_node_starts_without_redis_and_finds_it_later() {
        redis.kill();
        try (RedisRateLimits late = node(PATIENT)) {
            assertThat(late.state().degraded()).isTrue();
            permit(call(late, account(1, 1, 1), 0));
            redis.startAgain();
            until("it is connected", () -> !late.state().degraded());
        }
    }

    @Test
    void an_address_that_is_none_is_refused_without_showing_it() {
        assertThatThrownBy(() -> new RedisRateLimits(
                        new RedisSettings("http://user:secret@host", PATIENT, PROBE, LEASE), new LocalRateLimits()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("redis://user:password@host:6379")
                .hasMessageNotContaining("secret");
    }
}
