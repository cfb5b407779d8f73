package dev.tollgate.ledger;

import dev.tollgate.ledger.database.LedgerUnavailable;
import dev.tollgate.ledger.database.Outage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/**
 * Collects calls that are made at the same time and sends them to the database together.
 *
 * <p>There is one batch under way at a time, and under load a second one, which is worked on while the first is flushed to
 * disk. Meanwhile new calls queue up; when a batch returns, all that wait (up to {@link #MAX_BATCH}) make the next one. So
 * there is no timer and no added wait: an idle ledger sends a single call at once, a busy one sends batches as large as the
 * load. One batch is one statement and one commit, which is what makes this fast: the commit's flush to disk, the round
 * trip and the locks are paid once for all of them.
 *
 * <p>A call belongs to the queue from the moment it is subscribed to. Its subscriber may leave; the call is made all the
 * same, because money that moves must not depend on who still listens. Each subscription makes one call, exactly once.
 *
 * <p>The queue is bounded: a call that does not fit fails at once with {@link LedgerUnavailable}. A batch that the database
 * refuses, or gives up as too long (be it for one locked wallet), is taken apart: its calls are made one by one beside the
 * next batches, so that the one at fault holds up neither its neighbours nor the lane.
 *
 * <p>A patient lane waits outages out: its calls are made again, with their ids, until the database answers. In others they
 * fail with {@link LedgerUnavailable}; while a batch has had no answer for {@link #SILENCE}, those that wait behind it fail
 * too, and new ones at once. The calls of that batch itself wait for its end, because they may have been made.
 *
 * @param <Q> a call
 * @param <A> its answer
 */
final class GroupCommit<Q, A> {

    static final int MAX_BATCH = 256;

    /** How many batches are under way at most, and how many calls must wait for one beside another. */
    private static final int BATCHES = 2;

    private static final int ENOUGH = 48;

    /** Each takes a connection; those that wait for a lock may have it for a second. */
    private static final int MAX_ALONE = 2;

    private static final Duration PAUSE = Duration.ofMillis(500);

    /** Three times as long as a batch may wait for a lock. */
    private static final Duration SILENCE = Duration.ofSeconds(3);

    private record Waiting<Q, A>(Q question, long since, Sinks.One<A> answer) {}

    /** How long a batch took, from the outside. */
    @FunctionalInterface
    interface Timing {
        Timing NONE = (size, waited, commit) -> {};

        void batch(int size, Duration waited, Duration commit);
    }

    private final Function<List<Q>, Mono<List<A>>> send;
    private final int capacity;
    private final boolean patient;
    private final Silence silence;
    private final Timing timing;

    /** Lock-free, because calls come from event loops, and answers from those of the driver. */
    private final Queue<Waiting<Q, A>> queue = new ConcurrentLinkedQueue<>();

    private final AtomicInteger waiting = new AtomicInteger();
    private final AtomicInteger sending = new AtomicInteger();

    /** Calls of batches that were taken apart, how many of them are not answered yet, and how many are under way. */
    private final Queue<Waiting<Q, A>> alone = new ConcurrentLinkedQueue<>();

    private final AtomicInteger apart = new AtomicInteger();
    private final AtomicInteger sendingAlone = new AtomicInteger();

    /** @param send makes a batch of calls; its answers are in the order of the calls */
    GroupCommit(int capacity, boolean patient, Timing timing, Function<List<Q>, Mono<List<A>>> send) {
        this(capacity, patient, SILENCE, timing, send);
    }

    /** @param silence how long a lane that is not patient waits for an answer until it refuses calls */
    GroupCommit(int capacity, boolean patient, Duration silence, Timing timing, Function<List<Q>, Mono<List<A>>> send) {
        this.capacity = capacity;
        this.patient = patient;
        this.silence = new Silence(silence, this::refuseWaiting);
        this.timing = timing;
        this.send = send;
    }

    Mono<A> call(Q question) {
        return Mono.defer(() -> {
            // Those of batches that were taken apart are in memory as well.
            if (waiting.incrementAndGet() + apart.get() > capacity) {
                waiting.decrementAndGet();
                return Mono.error(new LedgerUnavailable("the ledger has too much to do", null));
            }
            Waiting<Q, A> call = new Waiting<>(question, System.nanoTime(), Sinks.one());
            queue.add(call);
            if (silence.lasts()) {
                refuseWaiting();
            } else {
                sendNext();
            }
            return call.answer().asMono();
        });
    }

    /** How many calls wait for their batch, or for being made alone. */
    int waiting() {
        return waiting.get() + apart.get();
    }

    boolean idle() {
        return queue.isEmpty() && sending.get() == 0 && apart.get() == 0;
    }

    private void sendNext() {
        while ((sending.get() == 0 ? !queue.isEmpty() : waiting.get() >= ENOUGH) && mayBegin(sending, BATCHES)) {
            List<Waiting<Q, A>> batch = take();
            if (batch.isEmpty()) {
                sending.decrementAndGet();
            } else {
                send(batch);
            }
        }
    }

    private List<Waiting<Q, A>> take() {
        List<Waiting<Q, A>> batch = new ArrayList<>();
        for (Waiting<Q, A> call = queue.poll(); call != null; call = batch.size() < MAX_BATCH ? queue.poll() : null) {
            batch.add(call);
        }
        waiting.addAndGet(-batch.size());
        return batch;
    }

    private void send(List<Waiting<Q, A>> batch) {
        List<Q> questions = batch.stream().map(Waiting::question).toList();
        long sent = System.nanoTime();
        Runnable over = patient ? () -> {} : silence.watch();
        Duration waited = Duration.ofNanos(sent - batch.get(0).since());
        Mono<List<A>> once = Mono.defer(() -> send.apply(questions));
        (patient ? Outage.waitedOut(once) : once)
                .doOnTerminate(() -> {
                    over.run();
                    timing.batch(batch.size(), waited, Duration.ofNanos(System.nanoTime() - sent));
                })
                .subscribe(
                        answers -> {
                            release();
                            for (int i = 0; i < batch.size(); i++) {
                                batch.get(i).answer().tryEmitValue(answers.get(i));
                            }
                        },
                        failure -> {
                            boolean refused = batch.size() > 1 && Outage.refused(failure);
                            boolean tooLong = (batch.size() > 1 || patient) && Outage.tooLong(failure);
                            if (refused || tooLong) {
                                apart.addAndGet(batch.size());
                                alone.addAll(batch);
                                sendAlone();
                            } else {
                                batch.forEach(waiting -> waiting.answer().tryEmitError(Outage.meant(failure)));
                            }
                            release();
                        });
    }

    /** None of them has been sent, so none has been made. */
    private void refuseWaiting() {
        for (Waiting<Q, A> call = queue.poll(); call != null; call = queue.poll()) {
            waiting.decrementAndGet();
            call.answer().tryEmitError(new LedgerUnavailable("the database does not answer", null));
        }
    }

    /** The next batch goes out before the answers of this one are handed round. */
    private void release() {
        sending.decrementAndGet();
        sendNext();
    }

    private static boolean mayBegin(AtomicInteger underWay, int most) {
        int before = underWay.get();
        while (before < most && !underWay.compareAndSet(before, before + 1)) {
            before = underWay.get();
        }
        return before < most;
    }

    private void sendAlone() {
        while (!alone.isEmpty() && mayBegin(sendingAlone, MAX_ALONE)) {
            Waiting<Q, A> call = alone.poll();
            if (call != null) {
                sendAlone(call);
            } else {
                sendingAlone.decrementAndGet();
            }
        }
    }

    private void sendAlone(Waiting<Q, A> call) {
        Mono.defer(() -> send.apply(List.of(call.question())))
                .subscribe(
                        answers -> {
                            call.answer().tryEmitValue(answers.get(0));
                            endAlone(1);
                        },
                        failure -> {
                            if (patient && !Outage.refused(failure)) {
                                endAlone(0);
                                Mono.delay(PAUSE).subscribe(over -> {
                                    alone.add(call);
                                    sendAlone();
                                });
                            } else {
                                call.answer().tryEmitError(Outage.meant(failure));
                                endAlone(1);
                            }
                        });
    }

    private void endAlone(int answered) {
        apart.addAndGet(-answered);
        sendingAlone.decrementAndGet();
        sendAlone();
    }
}
