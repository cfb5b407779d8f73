package dev.tollgate.ledger;

import static dev.tollgate.ledger.Calls.capture;
import static dev.tollgate.ledger.Calls.credits;
import static dev.tollgate.ledger.Calls.hold;
import static dev.tollgate.ledger.Calls.release;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.ledger.testing.TestDatabase;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** Two nodes on one database, at the same time. */
final class RacesIT extends LedgerTest {

    private static <T> List<T> all(Flux<T> flux) {
        return Objects.requireNonNull(flux.collectList().block(PATIENCE));
    }

    @Test
    void a_hold_that_is_captured_released_and_swept_at_once_ends_one_way() {
        long account = TestDatabase.account(node, "1000").id();
        List<HoldRequest> requests =
                Stream.generate(() -> hold(account, "1")).limit(200).toList();
        all(Flux.fromIterable(requests).flatMap(node.ledger()::hold, 64));

        Mono<Void> sweeping = Mono.fromRunnable(() -> database.execute("UPDATE hold SET expires_at = now()"
                        + " WHERE id IN (SELECT id FROM hold WHERE state = 0 LIMIT 100 FOR UPDATE SKIP LOCKED)"))
                .subscribeOn(Schedulers.boundedElastic())
                .then();
        Flux<Settlement> captures =
                Flux.fromIterable(requests).flatMap(request -> node.ledger().capture(capture(request, "0.5")), 64);
        Flux<Settlement> releases = Flux.fromIterable(requests)
                .flatMap(request -> otherNode.ledger().release(release(request)), 64);
        List<Settlement> answers = all(Flux.merge(captures, releases, sweeping.cast(Settlement.class)));

        assertThat(answers).hasSize(400);
        long captured = answers.stream()
                .filter(answer -> answer.status() == Settlement.Status.CAPTURED)
                .count();
        long released = answers.stream()
                .filter(answer -> answer.status() == Settlement.Status.RELEASED)
                .count();
        assertThat(captured + released).isEqualTo(200);
        assertThat(database.query("SELECT count(*) FROM entry WHERE kind = 'capture' AND wallet_id = " + account))
                .containsExactly(Long.toString(captured));
        assertThat(database.query("SELECT count(*) FROM hold WHERE wallet_id = " + account))
                .containsExactly("0");
    }

    @Test
    void many_wallets_in_any_order_do_not_lock_each_other_out() {
        List<Long> accounts = all(Flux.range(0, 300)
                .flatMap(i -> Mono.fromCallable(() -> TestDatabase.account(i % 2 == 0 ? node : otherNode, "100")
                                .id())
                        .subscribeOn(Schedulers.boundedElastic())));
        Random random = new Random(7);
        List<HoldRequest> requests = Stream.generate(() -> hold(accounts.get(random.nextInt(accounts.size())), "0.01"))
                .limit(4000)
                .toList();
        List<Settlement.Status> ends = all(Flux.range(0, requests.size())
                .flatMap(
                        i -> {
                            Ledger ledger = (i % 2 == 0 ? node : otherNode).ledger();
                            Ledger second = (i % 3 == 0 ? node : otherNode).ledger();
                            HoldRequest request = requests.get(i);
                            return ledger.hold(request)
                                    .flatMap(held -> second.capture(capture(request, "0.01")))
                                    .map(Settlement::status);
                        },
                        200));
        assertThat(ends).hasSize(4000).containsOnly(Settlement.Status.CAPTURED);
        assertThat(database.query("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()"))
                .containsExactly("0");
    }

    @Test
    void the_last_credits_go_to_as_many_as_they_are_enough_for() {
        long account = TestDatabase.account(node, "10").id();
        List<HoldResult.Status> answers = all(Flux.range(0, 100)
                .flatMap(
                        i -> (i % 2 == 0 ? node : otherNode)
                                .ledger()
                                .hold(hold(account, "3"))
                                .map(HoldResult::status),
                        100));
        assertThat(answers).filteredOn(HoldResult.Status.PLACED::equals).hasSize(3);
        assertThat(answers).filteredOn(HoldResult.Status.ON_HOLD::equals).hasSize(97);
    }

    @Test
    void the_same_hold_from_two_nodes_is_placed_once() {
        long account = TestDatabase.account(node, "10").id();
        HoldRequest request = hold(UUID.randomUUID(), account, "1");
        List<HoldResult.Status> answers = all(Flux.range(0, 40)
                .flatMap(
                        i -> (i % 2 == 0 ? node : otherNode)
                                .ledger()
                                .hold(request)
                                .map(HoldResult::status),
                        40));
        assertThat(answers).hasSize(40).containsOnly(HoldResult.Status.PLACED);
        assertThat(Objects.requireNonNull(node.ledger().balance(account).block(PATIENCE))
                        .funds()
                        .onHold())
                .isEqualTo(credits("1"));
    }
}
