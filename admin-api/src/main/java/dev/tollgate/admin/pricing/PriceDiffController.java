package dev.tollgate.admin.pricing;

import dev.tollgate.admin.problem.Access;
import dev.tollgate.admin.problem.Problem;
import dev.tollgate.pricing.PriceBook;
import dev.tollgate.pricing.compare.PriceDiff;
import java.util.function.Supplier;
import org.springframework.http.HttpStatus;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** {@code POST /admin/pricing/diff}: what the pricing file in the body would change. Changes nothing. */
@RestController
class PriceDiffController {

    /** Models times plans of both books: more takes seconds, and hundreds of megabytes. */
    private static final long MOST_COMPARED = 100_000;

    private final Access access;
    private final Supplier<PriceBook> books;

    PriceDiffController(Access access, Supplier<PriceBook> books) {
        this.access = access;
        this.books = books;
    }

    @PostMapping("/admin/pricing/diff")
    Mono<DiffView> diff(ServerHttpRequest request) {
        access.requireAdmin(request);
        return PricingText.of(request).map(text -> diff(books.get(), text.book()));
    }

    private static DiffView diff(PriceBook before, PriceBook after) {
        long models = before.models().size() + after.models().size();
        long plans = before.plans().size() + after.plans().size();
        if (models * plans > MOST_COMPARED) {
            throw new Problem(
                    HttpStatus.CONTENT_TOO_LARGE,
                    "too_much_to_compare",
                    "There are too many models and plans to compare here; use './tollgate pricing diff'.");
        }
        return DiffView.of(PriceDiff.of(before, after));
    }
}
