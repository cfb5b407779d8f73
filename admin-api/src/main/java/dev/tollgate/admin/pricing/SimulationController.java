package dev.tollgate.admin.pricing;

import dev.tollgate.admin.problem.Access;
import dev.tollgate.admin.problem.Problem;
import dev.tollgate.ledger.usage.Lookback;
import dev.tollgate.ledger.usage.UsageReplay;
import dev.tollgate.pricing.PriceBook;
import dev.tollgate.pricing.compare.PastCall;
import dev.tollgate.pricing.compare.Simulation;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicBoolean;
import org.springframework.http.HttpStatus;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * {@code POST /admin/pricing/simulate?last=7d}: what the recorded calls would have brought by the pricing file in the body.
 * One at a time, and of the newest {@value #MOST_CALLS} calls at most, so that it does not get in the way of the gate; the
 * command line has no such limit.
 */
@RestController
class SimulationController {

    private static final int MOST_CALLS = 100_000;
    private static final int AHEAD = 256;
    private static final String USUAL = "7d";

    private final Access access;
    private final UsageReplay usage;
    private final InstantSource clock = InstantSource.system();
    private final AtomicBoolean running = new AtomicBoolean();

    SimulationController(Access access, UsageReplay usage) {
        this.access = access;
        this.usage = usage;
    }

    @PostMapping("/admin/pricing/simulate")
    Mono<SimulationView> simulate(ServerHttpRequest request) {
        access.requireAdmin(request);
        Instant to = clock.instant();
        Instant from = lookback(request).from(to);
        return ProposedBook.of(request).flatMap(proposed -> alone(replay(proposed, from, to)));
    }

    private static Lookback lookback(ServerHttpRequest request) {
        String last = request.getQueryParams().getFirst("last");
        try {
            return Lookback.parse(last == null ? USUAL : last);
        } catch (IllegalArgumentException wrong) {
            throw Problem.badField("last", "must be a time to look back, such as 24h, 7d or 4w, at most ten years.");
        }
    }

    private Mono<SimulationView> alone(Mono<SimulationView> simulation) {
        return Mono.defer(() -> running.compareAndSet(false, true)
                ? simulation.doFinally(end -> running.set(false))
                : Mono.error(new Problem(
                        HttpStatus.TOO_MANY_REQUESTS,
                        "simulation_running",
                        "A simulation is running already. Wait until it has ended.")));
    }

    /** One more than are counted tells whether there are more. */
    private Mono<SimulationView> replay(PriceBook proposed, Instant from, Instant to) {
        return usage.newest(from, to, MOST_CALLS + 1)
                .publishOn(Schedulers.boundedElastic(), AHEAD)
                .collect(() -> new Replay(new Simulation(proposed)), Replay::add)
                .map(replay -> SimulationView.of(
                        replay.simulation.result(),
                        new SimulationView.Window(from, to, MOST_CALLS, replay.seen <= MOST_CALLS)));
    }

    private static final class Replay {
        private final Simulation simulation;
        private int seen;

        Replay(Simulation simulation) {
            this.simulation = simulation;
        }

        void add(PastCall call) {
            seen++;
            if (seen <= MOST_CALLS) {
                simulation.add(call);
            }
        }
    }
}
