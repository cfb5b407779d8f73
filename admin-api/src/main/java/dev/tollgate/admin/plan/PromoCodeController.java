package dev.tollgate.admin.plan;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.tollgate.admin.problem.Access;
import dev.tollgate.ledger.plan.PromoCodes;
import dev.tollgate.pricing.Credits;
import dev.tollgate.pricing.PriceBook;
import dev.tollgate.pricing.PromoCode;
import java.time.Instant;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** {@code GET /api/promo-codes}, for administrators: the codes of the price book by name, and how often each was taken. */
@RestController
class PromoCodeController {

    private final Access access;
    private final PromoCodes codes;
    private final Supplier<PriceBook> books;

    PromoCodeController(Access access, PromoCodes codes, Supplier<PriceBook> books) {
        this.access = access;
        this.codes = codes;
        this.books = books;
    }

    record All(List<Line> promoCodes) {}

    /** @param total null: no limit */
    record Line(
            String name,
            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String credits,
            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String percentOff,
            long perUser,
            @Nullable Long total,
            long used,
            @Nullable Instant until,
            List<String> plans,
            List<String> firstPaymentOf) {}

    @GetMapping("/api/promo-codes")
    Mono<All> all(ServerHttpRequest request) {
        access.requireAdmin(request);
        return codes.used()
                .map(used -> new All(books.get().promoCodes().stream()
                        .map(code -> line(code, used.getOrDefault(code.name(), 0L)))
                        .toList()));
    }

    private static Line line(PromoCode code, long used) {
        return new Line(
                code.name(),
                code.gain().credits().map(Credits::toString).orElse(null),
                code.gain().off().map(RedeemController::percent).orElse(null),
                code.bounds().perUser(),
                code.bounds().total().isPresent() ? code.bounds().total().getAsLong() : null,
                used,
                code.bounds().until().orElse(null),
                code.plans(),
                code.firstPaymentOf());
    }
}
