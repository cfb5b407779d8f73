package dev.tollgate.admin.pricing;

import dev.tollgate.admin.problem.Access;
import dev.tollgate.admin.problem.Problem;
import dev.tollgate.ledger.usage.Lookback;
import dev.tollgate.pricing.PriceBook;
import dev.tollgate.pricing.compare.PastCall;
import dev.tollgate.pricing.compare.PriceDiff;
import dev.tollgate.pricing.compare.Reach;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.springframework.http.HttpStatus;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/**
 * {@code POST /admin/pricing/diff}: what the pricing file in the body would change. With {@code ?last=7d} also whom it would
 * hit, by the recorded calls. Changes nothing.
 */
@RestController
class PriceDiffController {

    /** Models times plans of both books: more takes seconds, and hundreds of megabytes. */
    private static final long MOST_COMPARED = 100_000;

    private final Access access;
    private final Supplier<PriceBook> books;
    private final Replays replays;
    private final InstantSource clock = InstantSource.system();

    PriceDiffController(Access access, Supplier<PriceBook> books, Replays replays) {
        this.access = access;
        this.replays = replays;
        this.books = books;
    }

    @PostMapping("/admin/pricing/diff")
    Mono<DiffView> diff(ServerHttpRequest request) {
        access.requireAdmin(request);
        PriceQuery.requireKnown(request, List.of("last"));
        Optional<Lookback> last = PriceQuery.last(request);
        return PricingText.of(request).flatMap(text -> diff(books.get(), text.book(), last));
    }

    private Mono<DiffView> diff(PriceBook before, PriceBook after, Optional<Lookback> last) {
        PriceDiff diff = diff(before, after);
        if (last.isEmpty()) {
            return Mono.just(DiffView.of(diff));
        }
        Instant to = clock.instant();
        return replays.of(last.get().from(to), to, () -> new Hits(diff, new Reach(diff, before, after)));
    }

    private static PriceDiff diff(PriceBook before, PriceBook after) {
        long models = before.models().size() + after.models().size();
        long plans = before.plans().size() + after.plans().size();
        if (models * plans > MOST_COMPARED) {
            throw new Problem(
                    HttpStatus.CONTENT_TOO_LARGE,
                    "too_much_to_compare",
                    "There are too many models and plans to compare here; use './tollgate pricing diff'.");
        }
        return PriceDiff.of(before, after);
    }

    /** Whom the difference reaches. */
    private record Hits(PriceDiff diff, Reach reach) implements Replays.Count<DiffView> {
        @Override
        public void add(PastCall call) {
            reach.add(call);
        }

        @Override
        public DiffView told(Replays.Window window) {
            return DiffView.of(diff, reach, window);
        }
    }
}
