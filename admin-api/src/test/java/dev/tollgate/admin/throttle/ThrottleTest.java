package dev.tollgate.admin.throttle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tollgate.admin.problem.Problem;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** By a clock that is moved by hand. */
final class ThrottleTest {

    private final AtomicLong now = new AtomicLong(1_000_000);
    private final Throttle throttle = new Throttle(3, Duration.ofSeconds(1), Duration.ofSeconds(10), now::get);

    private void pass(Duration time) {
        now.addAndGet(time.toNanos());
    }

    private void isLetIn(String name) {
        assertThatCode(() -> throttle.begin(name).block()).doesNotThrowAnyException();
    }

    private void hasToWait(String name) {
        assertThatThrownBy(() -> throttle.begin(name).block())
                .isInstanceOf(Problem.class)
                .hasMessageContaining("Too many attempts");
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
                .filter(i -> Boolean.TRUE.equals(throttle.begin("ann")
                        .thenReturn(true)
                        .onErrorReturn(false)
                        .block()))
                .count();
        assertThat(letIn).isEqualTo(3);
    }

    @Test
    void forgets_whoever_succeeds_and_gives_one_attempt_back() {
        isLetIn("ann");
        isLetIn("ann");
        isLetIn("ann");
        throttle.giveBack("ann").block();
        isLetIn("ann");
        hasToWait("ann");
        throttle.forget("ann").block();
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
            throttle.giveBack("busy").block();
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
}
