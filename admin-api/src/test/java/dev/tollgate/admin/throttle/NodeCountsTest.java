package dev.tollgate.admin.throttle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.ledger.attempt.Pace;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** By a clock that is moved by hand. */
final class NodeCountsTest {

    private final AtomicLong now = new AtomicLong(1_000_000);
    private final NodeCounts counts =
            new NodeCounts(new Pace(3, Duration.ofSeconds(1), Duration.ofSeconds(10)), now::get);

    private void pass(Duration time) {
        now.addAndGet(time.toNanos());
    }

    private void isLetIn(String name) {
        assertThat(counts.begin(name)).isZero();
    }

    private void hasToWait(String name) {
        assertThat(counts.begin(name)).isPositive();
    }

    @Test
    void lets_some_attempts_in_and_doubles_the_wait_with_each_one_after_that() {
        isLetIn("ann");
        isLetIn("ann");
        isLetIn("ann");
        for (int seconds : new int[] {1, 2, 4, 8, 10, 10}) {
            hasToWait("ann");
            pass(Duration.ofSeconds(seconds).minusMillis(1));
            hasToWait("ann");
            pass(Duration.ofMillis(1));
            isLetIn("ann");
        }
        isLetIn("ben");
    }

    @Test
    void counts_attempts_that_are_made_at_once() {
        long letIn = IntStream.range(0, 64)
                .parallel()
                .filter(i -> counts.begin("ann").isZero())
                .count();
        assertThat(letIn).isEqualTo(3);
    }

    @Test
    void forgets_whoever_succeeds_and_gives_one_attempt_back() {
        isLetIn("ann");
        isLetIn("ann");
        isLetIn("ann");
        counts.giveBack("ann");
        isLetIn("ann");
        hasToWait("ann");
        counts.forget("ann");
        isLetIn("ann");
        isLetIn("ann");
    }

    @Test
    void forgives_one_attempt_for_each_time_twice_as_long_as_the_longest_wait() {
        for (int i = 0; i < 3; i++) {
            isLetIn("busy");
        }
        for (int i = 0; i < 20; i++) {
            pass(Duration.ofSeconds(19));
            isLetIn("busy");
            counts.giveBack("busy");
        }
        isLetIn("busy");
        isLetIn("busy");
    }

    @Test
    void forgets_in_the_end() {
        for (int i = 0; i < 3; i++) {
            isLetIn("ann");
        }
        pass(Duration.ofSeconds(21));
        isLetIn("ann");
        isLetIn("ann");
        isLetIn("ann");
        hasToWait("ann");
    }

    @Test
    void waits_for_what_others_have_seen_without_counting_its_own() {
        isLetIn("ann");
        isLetIn("ann");
        counts.refuse("ann", Duration.ofSeconds(7));
        pass(Duration.ofSeconds(7).minusMillis(1));
        hasToWait("ann");
        pass(Duration.ofMillis(1));
        isLetIn("ann");
        isLetIn("ann");
        hasToWait("ann");
    }
}
