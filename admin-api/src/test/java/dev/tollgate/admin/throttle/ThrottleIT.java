package dev.tollgate.admin.throttle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.admin.problem.Problem;
import dev.tollgate.ledger.LedgerDatabase;
import dev.tollgate.ledger.attempt.Pace;
import dev.tollgate.ledger.testing.TestDatabase;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** Two nodes that slow down the same guesser. The waits are so long that none of them ends here. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ThrottleIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Pace PACE = new Pace(3, Duration.ofHours(1), Duration.ofHours(10));

    private final TestDatabase database = TestDatabase.fresh();
    private final LedgerDatabase node = database.open();
    private final LedgerDatabase otherNode = database.open();
    private Throttle here = throttle(node);
    private Throttle there = throttle(otherNode);
    private String name = "";

    private static Throttle throttle(LedgerDatabase ledger) {
        return new Throttle("test", PACE, ledger.attemptCounts());
    }

    @BeforeEach
    void newcomers() {
        here = throttle(node);
        there = throttle(otherNode);
        name = UUID.randomUUID().toString();
    }

    @AfterAll
    void close() {
        node.close();
        otherNode.close();
        database.close();
    }

    private static Mono<Boolean> tried(Throttle throttle, String name) {
        return throttle.begin(name).thenReturn(true).onErrorReturn(Problem.class, false);
    }

    private static boolean isLetIn(Throttle throttle, String name) {
        return Objects.requireNonNull(tried(throttle, name).block(PATIENCE));
    }

    private List<String> row() {
        return database.query("SELECT (xmin, xmax, a) FROM attempt a WHERE name = sha256('test " + name + "')");
    }

    @Test
    void attempts_on_all_nodes_are_counted_together_and_by_those_that_come_later() {
        assertThat(isLetIn(here, name)).isTrue();
        assertThat(isLetIn(there, name)).isTrue();
        assertThat(isLetIn(here, name)).isTrue();
        assertThat(isLetIn(there, name)).isFalse();
        assertThat(isLetIn(throttle(node), name)).as("after a restart").isFalse();
        assertThat(isLetIn(there, name + "'s sister")).isTrue();
        assertThat(isLetIn(new Throttle("another", PACE, node.attemptCounts()), name))
                .as("what is counted apart")
                .isTrue();
    }

    @Test
    void of_a_thousand_at_once_on_two_nodes_those_that_are_free_are_let_in() {
        long letIn = Objects.requireNonNull(Flux.range(0, 1000)
                .flatMap(i -> tried(i % 2 == 0 ? here : there, name).subscribeOn(Schedulers.boundedElastic()), 1000)
                .filter(it -> it)
                .count()
                .block(PATIENCE));
        assertThat(letIn).isEqualTo(PACE.free());
    }

    @Test
    void a_flood_that_a_node_refuses_by_itself_does_not_reach_the_database() {
        for (int i = 0; i < PACE.free(); i++) {
            assertThat(isLetIn(here, name)).isTrue();
        }
        assertThat(isLetIn(there, name)).isFalse();
        List<String> before = row();
        assertThat(before).hasSize(1);
        for (int i = 0; i < 100; i++) {
            assertThat(isLetIn(here, name)).isFalse();
            assertThat(isLetIn(there, name)).isFalse();
        }
        assertThat(row()).isEqualTo(before);
    }

    @Test
    void what_is_given_back_or_forgotten_is_so_for_all() {
        assertThat(isLetIn(here, name)).isTrue();
        assertThat(isLetIn(here, name)).isTrue();
        here.giveBack(name).block(PATIENCE);
        assertThat(isLetIn(there, name)).isTrue();
        assertThat(isLetIn(there, name)).isTrue();
        assertThat(isLetIn(here, name)).isFalse();
        there.forget(name).block(PATIENCE);
        assertThat(row()).isEmpty();
        assertThat(isLetIn(throttle(node), name)).isTrue();
    }

    @Test
    void without_the_database_a_node_goes_by_what_it_has_seen() {
        LedgerDatabase away = database.open();
        Throttle alone = throttle(away);
        assertThat(isLetIn(alone, name)).isTrue();
        away.close();
        assertThat(isLetIn(alone, name)).isTrue();
        assertThat(isLetIn(alone, name)).isTrue();
        assertThat(isLetIn(alone, name)).isFalse();
        alone.giveBack(name).block(PATIENCE);
        assertThat(isLetIn(alone, name)).isTrue();
        alone.forget(name).block(PATIENCE);
        assertThat(isLetIn(alone, name)).isTrue();
    }
}
