package dev.tollgate.admin.credits;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.tollgate.admin.problem.Access;
import dev.tollgate.ledger.Balance;
import dev.tollgate.ledger.GrantRequest;
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

    /**
     * @param usd what is available, in dollars; left out, as {@code inUsd}, where a credit has no worth in money
     * @param lifetimeGranted what was given without being bought
     * @param inUsd the amounts before, in dollars
     * @param shownAs what people are told that amounts are: {@code credits}, or {@code USD} where a credit is a dollar
     * @param freeToday null for an account that gets nothing each day
     */
    record View(
            String available,
            String onHold,
            String debt,
            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String usd,
            String lifetimePurchased,
            String lifetimeGranted,
            String lifetimeSpent,
            String shownAs,
            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable InUsd inUsd,
            @Nullable FreeToday freeToday,
            List<Source> bySource) {}

    /** @param remaining of today's, and of what was kept of days before */
    record FreeToday(String granted, String remaining, Instant renewsAt) {}

    record InUsd(
            @Nullable String available,
            @Nullable String onHold,
            @Nullable String debt,
            @Nullable String lifetimePurchased,
            @Nullable String lifetimeGranted,
            @Nullable String lifetimeSpent) {}

    /** @param usd what is available of it, in dollars */
    record Source(
            String source,
            String available,
            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String usd,
            @Nullable Instant expiresAt) {}

    @GetMapping("/api/credits/balance")
    Mono<View> balance(ServerHttpRequest request) {
        return access.account(request)
                .flatMap(account -> ledger.balance(account.id()))
                .map(this::view);
    }

    private View view(Balance balance) {
        PriceBook book = books.get();
        BalanceView funds = BalanceView.of(balance.funds(), book);
        return new View(
                funds.available(),
                funds.onHold(),
                funds.debt(),
                funds.usd(),
                balance.lifetimePurchased().toString(),
                balance.lifetimeGranted().toString(),
                balance.lifetimeSpent().toString(),
                book.shownAsUsd() ? "USD" : "credits",
                inUsd(balance, book),
                balance.daily().map(daily -> freeToday(balance, daily)).orElse(null),
                balance.bySource().stream()
                        .map(source -> new Source(
                                source.source().name().toLowerCase(Locale.ROOT),
                                source.available().toString(),
                                BalanceView.usd(source.available(), book),
                                source.expiresAt()))
                        .toList());
    }

    private static FreeToday freeToday(Balance balance, Balance.Daily daily) {
        return new FreeToday(
                daily.amount().toString(),
                balance.of(GrantRequest.Source.DAILY_FREE).toString(),
                daily.renewsAt());
    }

    private static @Nullable InUsd inUsd(Balance balance, PriceBook book) {
        if (book.creditWorth().isEmpty()) {
            return null;
        }
        return new InUsd(
                BalanceView.usd(balance.funds().available(), book),
                BalanceView.usd(balance.funds().onHold(), book),
                BalanceView.usd(balance.funds().debt(), book),
                BalanceView.usd(balance.lifetimePurchased(), book),
                BalanceView.usd(balance.lifetimeGranted(), book),
                BalanceView.usd(balance.lifetimeSpent(), book));
    }
}
