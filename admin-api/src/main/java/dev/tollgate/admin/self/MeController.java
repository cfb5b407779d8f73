package dev.tollgate.admin.self;

import dev.tollgate.admin.credits.BalanceView;
import dev.tollgate.admin.problem.Access;
import dev.tollgate.ledger.Balance;
import dev.tollgate.ledger.GrantRequest;
import dev.tollgate.ledger.Ledger;
import dev.tollgate.ledger.account.Account;
import dev.tollgate.ledger.alert.AlertSetting;
import dev.tollgate.ledger.alert.Alerts;
import dev.tollgate.ledger.usage.MonthUsage;
import dev.tollgate.ledger.usage.UsageLog;
import dev.tollgate.pricing.Plan;
import dev.tollgate.pricing.PriceBook;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** {@code GET /v1/tollgate/me}: what the caller has, and may do. */
@RestController
class MeController {

    private final Access access;
    private final Ledger ledger;
    private final UsageLog usageLog;
    private final Alerts alerts;
    private final Supplier<PriceBook> books;

    MeController(Access access, Ledger ledger, UsageLog usageLog, Alerts alerts, Supplier<PriceBook> books) {
        this.alerts = alerts;
        this.access = access;
        this.ledger = ledger;
        this.usageLog = usageLog;
        this.books = books;
    }

    record Me(
            String account,
            String plan,
            BalanceView balance,
            FreeToday freeToday,
            boolean lowBalance,
            Month month,
            Map<String, Long> limits,
            String topUpUrl) {}

    record FreeToday(String remaining, Instant resetsAt) {}

    record Month(Instant from, long tokens, String credits) {}

    @GetMapping("/v1/tollgate/me")
    Mono<Me> me(ServerHttpRequest request) {
        return access.account(request).flatMap(account -> Mono.zip(
                        ledger.balance(account.id()), usageLog.thisMonth(account.id()), alerts.setting(account.id()))
                .map(all -> view(account, all.getT1(), all.getT2(), all.getT3(), request)));
    }

    private Me view(Account account, Balance balance, MonthUsage month, AlertSetting alert, ServerHttpRequest request) {
        PriceBook book = books.get();
        Plan plan = book.plan(account.plan()).orElseGet(book::firstPlan);
        return new Me(
                account.publicId(),
                plan.name(),
                BalanceView.of(balance.funds(), book),
                freeToday(balance),
                balance.funds().available().compareTo(Objects.requireNonNullElse(alert.threshold(), book.lowBalance()))
                        < 0,
                new Month(month.begins(), month.tokens(), month.credits().toString()),
                limits(plan),
                request.getURI().resolve("/console/buy").toString());
    }

    /** Of an account that gets nothing each day, when the day of UTC ends. */
    private static FreeToday freeToday(Balance balance) {
        Instant resetsAt = balance.daily().map(Balance.Daily::renewsAt).orElseGet(() -> LocalDate.now(ZoneOffset.UTC)
                .plusDays(1)
                .atStartOfDay(ZoneOffset.UTC)
                .toInstant());
        return new FreeToday(balance.of(GrantRequest.Source.DAILY_FREE).toString(), resetsAt);
    }

    private static Map<String, Long> limits(Plan plan) {
        Map<String, Long> limits = new LinkedHashMap<>();
        plan.limits().requestsPerMinute().ifPresent(limit -> limits.put("requestsPerMinute", limit));
        plan.limits().tokensPerMinute().ifPresent(limit -> limits.put("tokensPerMinute", limit));
        plan.limits().concurrent().ifPresent(limit -> limits.put("concurrent", (long) limit));
        return limits;
    }
}
