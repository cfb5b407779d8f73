package dev.tollgate.admin.credits;

import dev.tollgate.admin.problem.Access;
import dev.tollgate.ledger.Balance;
import dev.tollgate.ledger.Ledger;
import dev.tollgate.pricing.PriceBook;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** {@code GET /api/credits/balance}. */
@RestController
class BalanceController {

    private final Access access;
    private final Ledger ledger;
    private final Supplier<PriceBook> books;

    BalanceController(Access access, Ledger ledger, Supplier<PriceBook> books) {
        this.access = access;
        this.ledger = ledger;
        this.books = books;
    }

    record View(
            String available,
            String onHold,
            String debt,
            String usd,
            String lifetimePurchased,
            String lifetimeSpent,
            List<Source> bySource) {}

    record Source(String source, String available, @Nullable Instant expiresAt) {}

    @GetMapping("/api/credits/balance")
    Mono<View> balance(ServerHttpRequest request) {
        return access.account(request)
                .flatMap(account -> ledger.balance(account.id()))
                .map(this::view);
    }

    private View view(Balance balance) {
        BalanceView funds = BalanceView.of(balance.funds(), books.get());
        return new View(
                funds.available(),
                funds.onHold(),
                funds.debt(),
                funds.usd(),
                balance.lifetimePurchased().toString(),
                balance.lifetimeSpent().toString(),
                balance.bySource().stream()
                        .map(source -> new Source(
                                source.source().name().toLowerCase(Locale.ROOT),
                                source.available().toString(),
                                source.expiresAt()))
                        .toList());
    }
}
