package dev.tollgate.app.llm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tollgate.admin.problem.Problem;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.scheduler.Schedulers;

/** Only so many bytes are read at once, of one account only a share, and no connection waits for it. */
final class BodiesTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int LARGE = 100_000;
    private static final byte[] BODY = new byte[LARGE];
    private static final byte[] SMALL = new byte[1_000];

    /** Nothing is read before it is told to. */
    private final Queue<Runnable> waiting = new ArrayDeque<>();

    private final Bodies bodies = new Bodies(Schedulers.fromExecutor(waiting::add), LARGE);

    private void readAll() {
        for (Runnable next = waiting.poll(); next != null; next = waiting.poll()) {
            next.run();
        }
    }

    private CompletableFuture<Integer> read(long account, byte[] body) {
        return bodies.read(account, body, bytes -> bytes.length).toFuture();
    }

    @Test
    void one_account_has_a_share_and_all_have_so_much() {
        CompletableFuture<Integer> first = read(1, BODY);
        assertThat(read(1, BODY)).isNotDone();
        assertBusy(read(1, BODY));
        assertThat(read(1, SMALL)).isNotDone();
        for (long account = 2; account <= 4; account++) {
            assertThat(read(account, BODY)).isNotDone();
            assertThat(read(account, BODY)).isNotDone();
        }
        assertBusy(read(5, BODY));
        CompletableFuture<Integer> small = read(5, SMALL);
        readAll();
        assertThat(first).isCompletedWithValue(LARGE);
        assertThat(small).isCompletedWithValue(SMALL.length);
        assertThat(read(1, BODY)).isNotDone();
        assertThat(read(5, BODY)).isNotDone();
    }

    @Test
    void what_a_client_leaves_behind_counts_until_it_is_read() {
        for (int n = 0; n < 2; n++) {
            Disposable left = bodies.read(1, BODY, bytes -> bytes.length).subscribe();
            left.dispose();
        }
        assertBusy(read(1, BODY));
        readAll();
        assertThat(read(1, BODY)).isNotDone();
    }

    @Test
    void a_failure_of_any_kind_is_told_and_takes_no_room() {
        for (int n = 0; n < 9; n++) {
            CompletableFuture<Integer> failed = bodies.<Integer>read(1, BODY, bytes -> {
                        throw new StackOverflowError();
                    })
                    .toFuture();
            readAll();
            assertThatThrownBy(failed::join).hasCauseInstanceOf(StackOverflowError.class);
        }
    }

    @Test
    void they_are_read_where_one_may_take_ones_time() {
        Bodies real = new Bodies(Schedulers.boundedElastic(), LARGE);
        Boolean mayNotBlock =
                real.read(1, BODY, bytes -> Schedulers.isInNonBlockingThread()).block(PATIENCE);
        assertThat(mayNotBlock).isFalse();
        String thread = real.read(1, BODY, bytes -> Thread.currentThread().getName())
                .subscribeOn(Schedulers.parallel())
                .block(PATIENCE);
        assertThat(thread).startsWith("boundedElastic");
    }

    private static void assertBusy(CompletableFuture<Integer> read) {
        assertThatThrownBy(read::join).hasCauseInstanceOf(Problem.class).hasMessageContaining("large requests");
    }
}
