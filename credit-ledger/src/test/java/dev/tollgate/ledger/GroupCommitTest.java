package dev.tollgate.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tollgate.ledger.database.LedgerUnavailable;
import io.r2dbc.spi.R2dbcException;
import io.r2dbc.spi.R2dbcTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

final class GroupCommitTest {

    /** A database that answers when the test says so. */
    private static final class Slow {
        final List<List<Integer>> batches = new CopyOnWriteArrayList<>();
        final List<Sinks.One<List<Integer>>> answers = new CopyOnWriteArrayList<>();

        Mono<List<Integer>> send(List<Integer> batch) {
            answers.add(Sinks.one());
            batches.add(batch);
            return answers.get(answers.size() - 1).asMono();
        }

        /** Each call is answered with itself, doubled. */
        void answer(int batch) {
            answers.get(batch)
                    .tryEmitValue(
                            batches.get(batch).stream().map(call -> 2 * call).toList());
        }
    }

    /** As PostgreSQL says it. */
    private static final R2dbcException LOCKED = new R2dbcTimeoutException("lock not available", "55P03");

    private final Slow database = new Slow();
    private final List<Integer> sizes = new ArrayList<>();
    private final GroupCommit<Integer, Integer> lane =
            new GroupCommit<>(400, false, (size, waited, commit) -> sizes.add(size), database::send);
    private final List<Integer> answered = new ArrayList<>();

    private void call(int number) {
        lane.call(number).subscribe(answered::add, failure -> {});
    }

    @Test
    void a_single_call_goes_at_once_and_the_next_batch_is_all_that_came_meanwhile() {
        call(1);
        call(2);
        call(3);
        assertThat(database.batches).containsExactly(List.of(1));

        database.answer(0);
        assertThat(answered).containsExactly(2);
        assertThat(database.batches).containsExactly(List.of(1), List.of(2, 3));

        database.answer(1);
        assertThat(answered).containsExactly(2, 4, 6);
        assertThat(lane.idle()).isTrue();
    }

    @Test
    void tells_of_each_batch_when_it_is_answered_or_has_failed() {
        call(1);
        call(2);
        call(3);
        assertThat(sizes).isEmpty();
        database.answer(0);
        assertThat(sizes).containsExactly(1);
        database.answers.get(1).tryEmitError(new LedgerUnavailable("away", null));
        assertThat(sizes).containsExactly(1, 2);
    }

    @Test
    void a_second_batch_is_sent_beside_the_first_when_enough_wait_and_no_third_and_each_has_a_limit() {
        IntStream.range(0, 1 + 48 + GroupCommit.MAX_BATCH + 2).forEach(this::call);
        assertThat(database.batches).extracting(List::size).containsExactly(1, 48);
        database.answer(0);
        assertThat(database.batches).extracting(List::size).containsExactly(1, 48, GroupCommit.MAX_BATCH);
        database.answer(1);
        database.answer(2);
        assertThat(database.batches).extracting(List::size).containsExactly(1, 48, GroupCommit.MAX_BATCH, 2);
        database.answer(3);
        assertThat(answered).hasSize(1 + 48 + GroupCommit.MAX_BATCH + 2);
        assertThat(lane.idle()).isTrue();
    }

    @Test
    void a_call_whose_subscriber_left_is_made_all_the_same() {
        call(1);
        lane.call(2).subscribe().dispose();
        database.answer(0);
        assertThat(database.batches.get(1)).containsExactly(2);
    }

    @Test
    void each_subscription_makes_one_call_and_none_is_made_without() {
        Mono<Integer> call = lane.call(1);
        assertThat(database.batches).isEmpty();
        call.subscribe();
        call.subscribe();
        database.answer(0);
        assertThat(database.batches).containsExactly(List.of(1), List.of(1));
    }

    @Test
    void a_call_that_does_not_fit_into_the_queue_fails_and_the_others_go_on() {
        GroupCommit<Integer, Integer> narrow = new GroupCommit<>(1, false, GroupCommit.Timing.NONE, database::send);
        narrow.call(1).subscribe();
        narrow.call(2).subscribe(answered::add);
        assertThatThrownBy(() -> narrow.call(3).block()).isInstanceOf(LedgerUnavailable.class);
        database.answer(0);
        database.answer(1);
        assertThat(answered).containsExactly(4);
    }

    @Test
    void calls_of_a_batch_that_was_taken_apart_take_room_until_they_are_answered() {
        GroupCommit<Integer, Integer> narrow = new GroupCommit<>(3, false, GroupCommit.Timing.NONE, database::send);
        narrow.call(0).subscribe();
        IntStream.rangeClosed(1, 3).forEach(number -> narrow.call(number).subscribe(answered::add));
        database.answer(0);
        database.answers.get(1).tryEmitError(LOCKED);
        assertThat(database.batches).containsExactly(List.of(0), List.of(1, 2, 3), List.of(1), List.of(2));
        assertThat(narrow.waiting()).isEqualTo(3);
        assertThatThrownBy(() -> narrow.call(4).block()).isInstanceOf(LedgerUnavailable.class);

        database.answer(2);
        assertThat(narrow.waiting()).isEqualTo(2);
        narrow.call(5).subscribe(answered::add);
        for (int batch = 3; batch < database.batches.size(); batch++) {
            database.answer(batch);
        }
        assertThat(answered).containsExactlyInAnyOrder(2, 4, 6, 10);
        assertThat(narrow.idle()).isTrue();
    }

    @Test
    void an_outage_fails_the_whole_batch_once() {
        List<Throwable> failures = new ArrayList<>();
        call(0);
        lane.call(1).subscribe(answered::add, failures::add);
        lane.call(2).subscribe(answered::add, failures::add);
        database.answer(0);
        database.answers.get(1).tryEmitError(new LedgerUnavailable("away", null));
        assertThat(failures).hasSize(2).allMatch(LedgerUnavailable.class::isInstance);
        assertThat(database.batches).hasSize(2);
        assertThat(lane.idle()).isTrue();
    }

    @Test
    void a_batch_without_an_answer_fails_those_that_wait_behind_it_and_new_ones_at_once_until_it_is_over() {
        GroupCommit<Integer, Integer> lane =
                new GroupCommit<>(400, false, Duration.ofMillis(20), GroupCommit.Timing.NONE, database::send);
        List<Throwable> failures = new CopyOnWriteArrayList<>();
        lane.call(1).subscribe(answered::add, failures::add);
        assertThatThrownBy(() -> lane.call(2).block(Duration.ofSeconds(30))).isInstanceOf(LedgerUnavailable.class);
        assertThatThrownBy(() -> lane.call(3).block(Duration.ZERO)).isInstanceOf(LedgerUnavailable.class);
        assertThat(lane.waiting()).isZero();
        assertThat(failures).as("it may have been made").isEmpty();

        database.answer(0);
        lane.call(4).subscribe(answered::add, failures::add);
        database.answer(1);
        assertThat(database.batches).containsExactly(List.of(1), List.of(4));
        assertThat(answered).containsExactly(2, 8);
        assertThat(failures).isEmpty();
        assertThat(lane.idle()).isTrue();
    }

    @Test
    void a_patient_lane_waits_for_a_silent_database() {
        GroupCommit<Integer, Integer> patient =
                new GroupCommit<>(400, true, Duration.ZERO, GroupCommit.Timing.NONE, database::send);
        patient.call(1).subscribe(answered::add);
        patient.call(2).subscribe(answered::add);
        database.answer(0);
        database.answer(1);
        assertThat(answered).containsExactly(2, 4);
    }

    @Test
    void a_refused_batch_is_taken_apart_so_that_only_the_one_at_fault_fails_and_the_lane_goes_on() {
        List<Throwable> failures = new ArrayList<>();
        call(0);
        call(1);
        lane.call(2).subscribe(answered::add, failures::add);
        call(3);
        database.answer(0);
        database.answers.get(1).tryEmitError(new IllegalArgumentException("refused"));
        call(4);
        assertThat(database.batches.subList(2, 5)).containsExactly(List.of(1), List.of(2), List.of(4));
        database.answer(2);
        database.answers.get(3).tryEmitError(new IllegalArgumentException("refused"));
        assertThat(lane.idle()).isFalse();
        database.answer(4);
        database.answer(5);
        assertThat(answered).containsExactlyInAnyOrder(0, 2, 6, 8);
        assertThat(failures).singleElement().isInstanceOf(IllegalArgumentException.class);
        assertThat(lane.idle()).isTrue();
    }

    @Test
    void a_patient_lane_makes_a_call_again_that_found_its_account_locked_and_holds_up_nobody() {
        GroupCommit<Integer, Integer> patient = new GroupCommit<>(300, true, GroupCommit.Timing.NONE, database::send);
        patient.call(1).subscribe(answered::add);
        database.answers.get(0).tryEmitError(LOCKED);
        patient.call(2).subscribe(answered::add);
        assertThat(database.batches).containsExactly(List.of(1), List.of(1), List.of(2));
        database.answers.get(1).tryEmitError(LOCKED);
        database.answer(2);
        assertThat(answered).containsExactly(4);

        long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (database.batches.size() < 4) {
            assertThat(System.nanoTime()).as("waited too long").isLessThan(end);
            Thread.onSpinWait();
        }
        assertThat(patient.idle()).isFalse();
        database.answer(3);
        assertThat(answered).containsExactly(4, 2);
        assertThat(patient.idle()).isTrue();
    }
}
