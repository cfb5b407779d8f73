package dev.tollgate.admin.pricing;

import dev.tollgate.admin.problem.Access;
import dev.tollgate.admin.problem.Problem;
import dev.tollgate.ledger.usage.Lookback;
import dev.tollgate.ledger.usage.UsageReplay;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/**
 * {@code POST /admin/pricing/simulate?last=7d}: what the recorded calls would have brought by the pricing file in the body.
 * One at a time, and of the newest {@value #MOST_CALLS} calls at most; the command line has no such limit.
 */
@RestController
class SimulationController {

    private static final int MOST_CALLS = 100_000;
    private static final String USUAL = "7d";

    private final Access access;
    private final Simulations simulations;
    private final InstantSource clock = InstantSource.system();

    SimulationController(Access access, UsageReplay usage) {
        this.access = access;
        this.simulations = new Simulations(usage::newest, MOST_CALLS);
    }

    @PostMapping("/admin/pricing/simulate")
    Mono<SimulationView> simulate(ServerHttpRequest request) {
        access.requireAdmin(request);
        PriceQuery.requireKnown(request, List.of("last"));
        Instant to = clock.instant();
        Instant from = lookback(request).from(to);
        return PricingText.of(request).flatMap(text -> simulations.of(text.book(), from, to));
    }

    private static Lookback lookback(ServerHttpRequest request) {
        try {
            return Lookback.parse(PriceQuery.one(request, "last").orElse(USUAL));
        } catch (IllegalArgumentException wrong) {
            throw Problem.badField("last", "must be a time to look back, such as 24h, 7d or 4w, at most ten years.");
        }
    }
}
