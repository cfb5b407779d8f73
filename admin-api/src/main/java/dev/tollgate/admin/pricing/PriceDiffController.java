package dev.tollgate.admin.pricing;

import dev.tollgate.admin.problem.Access;
import dev.tollgate.pricing.PriceBook;
import dev.tollgate.pricing.compare.PriceDiff;
import java.util.function.Supplier;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** {@code POST /admin/pricing/diff}: what the pricing file in the body would change. Changes nothing. */
@RestController
class PriceDiffController {

    private final Access access;
    private final Supplier<PriceBook> books;

    PriceDiffController(Access access, Supplier<PriceBook> books) {
        this.access = access;
        this.books = books;
    }

    @PostMapping("/admin/pricing/diff")
    Mono<DiffView> diff(ServerHttpRequest request) {
        access.requireAdmin(request);
        return PricingText.of(request).map(text -> DiffView.of(PriceDiff.of(books.get(), text.book())));
    }
}
