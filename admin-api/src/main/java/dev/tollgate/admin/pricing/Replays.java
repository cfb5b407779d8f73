package dev.tollgate.admin.pricing;

import dev.tollgate.admin.problem.Problem;
import dev.tollgate.ledger.usage.UsageReplay;
import dev.tollgate.pricing.compare.PastCall;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** Looks at recorded calls again: for one request at a time, and at the newest calls only, so that the gate is not hindered. */
@Component
final class Replays {

    private static final int MOST_CALLS = 100_000;
    private static final int AHEAD = 256;

    private final Recorded calls;
    private final int most;
    private final AtomicBoolean running = new AtomicBoolean();

    /** Where calls are recorded. */
    @FunctionalInterface
    interface Recorded {
        /** Those that were admitted from a time on and before another, newest first. */
        Flux<PastCall> newest(Instant from, Instant to, int limit);
    }

    /**
     * What calls are looked at for, and what comes out.
     *
     * @param <T> what is told in the end
     */
    interface Count<T> {
        void add(PastCall call);

        T told(Window window);
    }

    /**
     * The part of time that was asked for.
     *
     * @param rowLimit the most calls that are looked at
     * @param complete whether these were all; otherwise only the newest were looked at
     */
    record Window(Instant from, Instant to, int rowLimit, boolean complete) {}

    @Autowired
    Replays(UsageReplay usage) {
        this(usage::newest, MOST_CALLS);
    }

    /** @param most the most calls that are looked at */
    Replays(Recorded calls, int most) {
        this.calls = calls;
        this.most = most;
    }

    /** Fails with a {@link Problem} while another one runs. Who has got the result may run the next. */
    <T> Mono<T> of(Instant from, Instant to, Supplier<? extends Count<T>> count) {
        return Mono.using(this::begin, begun -> replay(from, to, count), begun -> begun.set(false));
    }

    private AtomicBoolean begin() {
        if (!running.compareAndSet(false, true)) {
            throw new Problem(
                    HttpStatus.TOO_MANY_REQUESTS,
                    "simulation_running",
                    "A simulation is running already. Wait until it has ended.");
        }
        return running;
    }

    /** One more than are counted tells whether there are more. */
    private <T> Mono<T> replay(Instant from, Instant to, Supplier<? extends Count<T>> count) {
        return calls.newest(from, to, most + 1)
                .publishOn(Schedulers.boundedElastic(), AHEAD)
                .collect(() -> new Replay<>(count.get(), most), Replay::add)
                .map(replay -> replay.count.told(new Window(from, to, most, replay.seen <= most)));
    }

    private static final class Replay<T> {
        private final Count<T> count;
        private final int most;
        private int seen;

        Replay(Count<T> count, int most) {
            this.count = count;
            this.most = most;
        }

        void add(PastCall call) {
            seen++;
            if (seen <= most) {
                count.add(call);
            }
        }
    }
}
