package dev.tollgate.admin.pricing;

import dev.tollgate.admin.problem.Access;
import dev.tollgate.ledger.usage.Lookback;
import dev.tollgate.pricing.PriceBook;
import dev.tollgate.pricing.compare.PastCall;
import dev.tollgate.pricing.compare.Simulation;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/**
 * {@code POST /admin/pricing/simulate?last=7d}: what the recorded calls would have brought by the pricing file in the body.
 * One at a time, and of the newest calls only; the command line has no such limit.
 */
@RestController
class SimulationController {

    private static final Lookback USUAL = Lookback.parse("7d");

    private final Access access;
    private final Replays replays;
    private final InstantSource clock = InstantSource.system();

    SimulationController(Access access, Replays replays) {
        this.access = access;
        this.replays = replays;
    }

    @PostMapping("/admin/pricing/simulate")
    Mono<SimulationView> simulate(ServerHttpRequest request) {
        access.requireAdmin(request);
        PriceQuery.requireKnown(request, List.of("last"));
        Instant to = clock.instant();
        Instant from = PriceQuery.last(request).orElse(USUAL).from(to);
        return PricingText.of(request).flatMap(text -> replays.of(from, to, () -> new Revenue(text.book())));
    }

    /** What they bring by a book. */
    static final class Revenue implements Replays.Count<SimulationView> {
        private final Simulation simulation;

        Revenue(PriceBook book) {
            this.simulation = new Simulation(book);
        }

        @Override
        public void add(PastCall call) {
            simulation.add(call);
        }

        @Override
        public SimulationView told(Replays.Window window) {
            return SimulationView.of(simulation.result(), window);
        }
    }
}
