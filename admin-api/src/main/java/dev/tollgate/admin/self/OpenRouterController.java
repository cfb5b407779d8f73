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
                .map(balance -> new Told<>(new CreditsTold(
                        told(balance.lifetimePurchased().plus(balance.lifetimeGranted())),
                        told(balance.lifetimeSpent()))));
    }

    @GetMapping({"/api/v1/key", "/api/v1/auth/key"})
    Mono<Told<Map<String, @Nullable Object>>> key(ServerHttpRequest request) {
        return access.holder(request)
                .flatMap(holder -> keys.list(holder.account().id(), holder.keyId() + 1, 1)
                        .flatMap(found -> found.isEmpty() ? Mono.empty() : Mono.just(found.get(0)))
                        .flatMap(details -> Mono.zip(
                                        usage.of(holder.account().id(), details),
                                        ledger.balance(holder.account().id()))
                                .map(all -> new Told<>(view(holder, details, all.getT1(), all.getT2())))));
    }

    private Map<String, @Nullable Object> view(
            KeyHolder holder, KeyDetails details, KeyUsage.Sums sums, Balance balance) {
        Map<String, @Nullable Object> data = new LinkedHashMap<>();
        data.put("label", details.prefix() + "..." + details.last4());
        Optional<Budget> tightest = details.budgets().stream().min(Comparator.comparing(Budget::left));
        data.put("limit", tightest.map(budget -> told(budget.limit())).orElse(null));
        data.put("limit_remaining", tightest.map(budget -> told(budget.left())).orElse(null));
        data.put("limit_reset", tightest.map(OpenRouterController::reset).orElse(null));
        data.put("usage", told(sums.ever()));
        data.put("usage_daily", told(sums.today()));
        data.put("usage_weekly", told(sums.thisWeek()));
        data.put("usage_monthly", told(sums.thisMonth()));
        data.put("is_free_tier", balance.lifetimePurchased().isZero());
        rate(holder).ifPresent(rate -> data.put("rate_limit", rate));
        return data;
    }

    private static @Nullable String reset(Budget budget) {
        return switch (budget.period()) {
            case DAY -> "daily";
            case MONTH -> "monthly";
            default -> null;
        };
    }

    private Optional<Map<String, Object>> rate(KeyHolder holder) {
        PriceBook book = books.get();
        Plan plan = book.plan(holder.account().plan()).orElseGet(book::firstPlan);
        return plan.limits().requestsPerMinute().stream()
                .mapToObj(most -> Map.<String, Object>of("requests", most, "interval", "60s"))
                .findFirst();
    }

    private BigDecimal told(Credits credits) {
        return books.get().usd(credits).orElseGet(credits::toDecimal).stripTrailingZeros();
    }
}
