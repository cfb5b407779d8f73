package dev.tollgate.admin.self;

import dev.tollgate.admin.problem.Access;
import dev.tollgate.ledger.Balance;
import dev.tollgate.ledger.Ledger;
import dev.tollgate.ledger.account.KeyHolder;
import dev.tollgate.ledger.key.AccountKeys;
import dev.tollgate.ledger.key.Budget;
import dev.tollgate.ledger.key.KeyDetails;
import dev.tollgate.pricing.Credits;
import dev.tollgate.pricing.Plan;
import dev.tollgate.pricing.PriceBook;
import java.math.BigDecimal;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/**
 * What OpenRouter tells of a key and of its account, for clients that ask for it: in US dollars, or in credits where a credit
 * has no worth in money (https://openrouter.ai/docs/api-reference/limits).
 */
@RestController
class OpenRouterController {

    private final Access access;
    private final Ledger ledger;
    private final AccountKeys keys;
    private final KeyUsage usage;
    private final Supplier<PriceBook> books;

    OpenRouterController(Access access, Ledger ledger, AccountKeys keys, KeyUsage usage, Supplier<PriceBook> books) {
        this.access = access;
        this.ledger = ledger;
        this.keys = keys;
        this.usage = usage;
        this.books = books;
    }

    record Told<T>(T data) {}

    record CreditsTold(BigDecimal total_credits, BigDecimal total_usage) {}

    @GetMapping("/api/v1/credits")
    Mono<Told<CreditsTold>> credits(ServerHttpRequest request) {
        return access.account(request)
                .flatMap(account -> ledger.balance(account.id()))
                .map(balance -> new Told<>(credits(balance, books.get())));
    }

    /** Clients take what was spent off the total, and must get what can still be spent: expired credits are in neither. */
    private static CreditsTold credits(Balance balance, PriceBook book) {
        Balance.Funds funds = balance.funds();
        BigDecimal spent = told(balance.lifetimeSpent(), book);
        BigDecimal left =
                told(funds.available(), book).add(told(funds.onHold(), book)).subtract(told(funds.debt(), book));
        return new CreditsTold(plain(spent.add(left)), spent);
    }

    @GetMapping({"/api/v1/key", "/api/v1/auth/key"})
    Mono<Told<Map<String, @Nullable Object>>> key(ServerHttpRequest request) {
        return access.holder(request)
                .flatMap(holder -> keys.find(holder.account().id(), holder.keyId())
                        .switchIfEmpty(Mono.error(Access::noKey)) // Revoked, which this node has not heard yet.
                        .flatMap(details -> Mono.zip(
                                        usage.of(holder.account().id(), details),
                                        ledger.balance(holder.account().id()))
                                .map(all -> new Told<>(view(holder, details, all.getT1(), all.getT2())))));
    }

    private Map<String, @Nullable Object> view(
            KeyHolder holder, KeyDetails details, KeyUsage.Sums sums, Balance balance) {
        PriceBook book = books.get();
        Map<String, @Nullable Object> data = new LinkedHashMap<>();
        data.put("label", details.prefix() + "..." + details.last4());
        Optional<Budget> tightest = details.budgets().stream().min(Comparator.comparing(Budget::left));
        data.put("limit", tightest.map(budget -> told(budget.limit(), book)).orElse(null));
        data.put(
                "limit_remaining",
                tightest.map(budget -> told(budget.left(), book)).orElse(null));
        data.put("limit_reset", tightest.map(OpenRouterController::reset).orElse(null));
        data.put("usage", told(sums.ever(), book));
        data.put("usage_daily", told(sums.today(), book));
        data.put("usage_weekly", told(sums.thisWeek(), book));
        data.put("usage_monthly", told(sums.thisMonth(), book));
        data.put("is_free_tier", balance.lifetimePurchased().isZero());
        rate(holder, book).ifPresent(rate -> data.put("rate_limit", rate));
        return data;
    }

    private static @Nullable String reset(Budget budget) {
        return switch (budget.period()) {
            case DAY -> "daily";
            case MONTH -> "monthly";
            default -> null;
        };
    }

    private static Optional<Map<String, Object>> rate(KeyHolder holder, PriceBook book) {
        Plan plan = book.plan(holder.account().plan()).orElseGet(book::firstPlan);
        return plan.limits().requestsPerMinute().stream()
                .mapToObj(most -> Map.<String, Object>of("requests", most, "interval", "60s"))
                .findFirst();
    }

    private static BigDecimal told(Credits credits, PriceBook book) {
        return plain(book.usd(credits).orElseGet(credits::toDecimal));
    }

    /** Without an exponent: 20 and not 2E+1. */
    private static BigDecimal plain(BigDecimal amount) {
        BigDecimal stripped = amount.stripTrailingZeros();
        return stripped.scale() < 0 ? stripped.setScale(0) : stripped;
    }
}
