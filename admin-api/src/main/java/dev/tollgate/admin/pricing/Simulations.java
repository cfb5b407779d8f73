package dev.tollgate.admin.pricing;

import dev.tollgate.admin.problem.Problem;
import dev.tollgate.pricing.PriceBook;
import dev.tollgate.pricing.compare.PastCall;
import dev.tollgate.pricing.compare.Simulation;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicBoolean;
import org.springframework.http.HttpStatus;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** Prices recorded calls again: one simulation at a time, and of the newest calls only, so that the gate is not hindered. */
final class Simulations {

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

    /** @param most the most calls that are looked at */
    Simulations(Recorded calls, int most) {
        this.calls = calls;
        this.most = most;
    }

    /** Fails with a {@link Problem} while another one runs. Who has got the result may run the next. */
    Mono<SimulationView> of(PriceBook book, Instant from, Instant to) {
        return Mono.using(this::begin, begun -> replay(book, from, to), begun -> begun.set(false));
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
    private Mono<SimulationView> replay(PriceBook book, Instant from, Instant to) {
        return calls.newest(from, to, most + 1)
                .publishOn(Schedulers.boundedElastic(), AHEAD)
                .collect(() -> new Replay(new Simulation(book), most), Replay::add)
                .map(replay -> SimulationView.of(
                        replay.simulation.result(), new SimulationView.Window(from, to, most, replay.seen <= most)));
    }

    private static final class Replay {
        private final Simulation simulation;
        private final int most;
        private int seen;

        Replay(Simulation simulation, int most) {
            this.simulation = simulation;
            this.most = most;
        }

        void add(PastCall call) {
            seen++;
            if (seen <= most) {
                simulation.add(call);
            }
        }
    }
}
