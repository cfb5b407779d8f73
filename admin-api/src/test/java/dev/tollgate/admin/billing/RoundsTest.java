package dev.tollgate.admin.billing;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

/** However many rounds there are, they end, and no more are begun then. */
final class RoundsTest {

    private static final int MANY = 1_000_000;

    @Test
    void many_rounds_fit_on_the_stack() {
        AtomicInteger begun = new AtomicInteger();
        Rounds.untilIdle(() -> Mono.just(begun.incrementAndGet() < MANY)).block(Duration.ofMinutes(1));
        assertThat(begun).hasValue(MANY);
    }
}
