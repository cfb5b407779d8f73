package dev.tollgate.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tollgate.ledger.attempt.AttemptCounts;
import dev.tollgate.ledger.attempt.Pace;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;

/** The attempts of two nodes. Time passes by moving the rows back; the hours are so long that the test's own do not count. */
final class AttemptCountsIT extends LedgerTest {

    private static final Pace PACE = new Pace(3, Duration.ofHours(1), Duration.ofHours(10));

    private final AttemptCounts counts = node.attemptCounts();
    private final AttemptCounts elsewhere = otherNode.attemptCounts();
    private String name = "";

    @BeforeEach
    void a_name() {
        name = UUID.randomUUID().toString();
    }

    private void pass(Duration time) {
        String interval = "interval '" + time.toSeconds() + " seconds'";
        database.execute("UPDATE attempt SET until = until - " + interval + ", since = since - " + interval
                + ", forgotten_at = forgotten_at - " + interval);
    }

    private void isLetIn() {
        assertThat(now(counts.begin(name, PACE))).isZero();
    }

    private void hasToWait(Duration most) {
        assertThat(now(elsewhere.begin(name, PACE))).isPositive().isLessThanOrEqualTo(most);
    }

    @Test
    void lets_some_in_and_doubles_the_wait_with_each_one_after_that() {
        isLetIn();
        assertThat(now(elsewhere.begin(name, PACE))).isZero();
        isLetIn();
        for (int hours : new int[] {1, 2, 4, 8, 10, 10}) {
            hasToWait(Duration.ofHours(hours));
            pass(Duration.ofHours(hours).minusMinutes(10));
            hasToWait(Duration.ofMinutes(10));
            pass(Duration.ofMinutes(10));
            isLetIn();
        }
        assertThat(now(counts.begin(name + "'s sister", PACE))).isZero();
    }

    @Test
    void counts_a_thousand_at_once() {
        long letIn = now(Flux.range(0, 1000)
                .flatMap(i -> (i % 2 == 0 ? counts : elsewhere).begin(name, PACE), 100)
                .filter(Duration::isZero)
                .count());
        assertThat(letIn).isEqualTo(PACE.free());
        assertThat(database.query("SELECT attempts FROM attempt WHERE name = sha256('" + name + "')"))
                .containsExactly("3");
    }

    @Test
    void gives_one_back_and_forgets_them_all() {
        isLetIn();
        isLetIn();
        isLetIn();
        elsewhere.giveBack(name, PACE).block(PATIENCE);
        isLetIn();
        hasToWait(Duration.ofHours(1));
        elsewhere.forget(name).block(PATIENCE);
        isLetIn();
        counts.giveBack(name, PACE).block(PATIENCE);
        assertThat(database.query("SELECT FROM attempt WHERE name = sha256('" + name + "')"))
                .isEmpty();
        counts.giveBack(name, PACE).block(PATIENCE);
        isLetIn();
        isLetIn();
        isLetIn();
        hasToWait(Duration.ofHours(1));
    }

    @Test
    void forgives_one_for_each_time_twice_as_long_as_the_longest_wait() {
        isLetIn();
        isLetIn();
        isLetIn();
        for (int i = 0; i < 20; i++) {
            pass(Duration.ofHours(19));
            isLetIn();
            counts.giveBack(name, PACE).block(PATIENCE);
        }
        isLetIn();
        isLetIn();
    }

    @Test
    void forgets_in_the_end_and_takes_away_what_counts_no_more() {
        isLetIn();
        isLetIn();
        isLetIn();
        pass(Duration.ofHours(21));
        isLetIn();
        isLetIn();
        isLetIn();
        hasToWait(Duration.ofHours(1));
        database.execute("INSERT INTO attempt SELECT sha256(n::text::bytea), 1, now(), now(), now()"
                + " FROM generate_series(1, 1000) n");
        database.awaitNone("SELECT FROM attempt WHERE forgotten_at <= now()");
        hasToWait(Duration.ofHours(1));
    }

    @Test
    void a_clock_that_was_put_back_locks_nobody_out() {
        isLetIn();
        isLetIn();
        isLetIn();
        pass(Duration.ofDays(-3));
        isLetIn();
        hasToWait(Duration.ofHours(2));
    }

    @Test
    void a_pace_that_cannot_be_is_refused() {
        assertThatThrownBy(() -> new Pace(-1, Duration.ofSeconds(1), Duration.ofSeconds(2)))
                .hasMessageContaining("-1 free attempts");
        assertThatThrownBy(() -> new Pace(1, Duration.ZERO, Duration.ofSeconds(2)))
                .hasMessageContaining("millisecond");
        assertThatThrownBy(() -> new Pace(1, Duration.ofSeconds(3), Duration.ofSeconds(2)))
                .hasMessageContaining("no shorter");
        assertThatThrownBy(() -> new Pace(1, Duration.ofSeconds(3), Duration.ofDays(2)))
                .hasMessageContaining("a day at most");
    }
}
