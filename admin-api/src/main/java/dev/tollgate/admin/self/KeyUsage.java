package dev.tollgate.admin.self;

import dev.tollgate.ledger.analytics.Dimension;
import dev.tollgate.ledger.analytics.Figures;
import dev.tollgate.ledger.analytics.Question;
import dev.tollgate.ledger.analytics.UsageAnalytics;
import dev.tollgate.ledger.analytics.UsageSums;
import dev.tollgate.ledger.key.AccountKeys;
import dev.tollgate.ledger.key.KeyDetails;
import dev.tollgate.pricing.Credits;
import java.math.BigDecimal;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAdjusters;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** What one key has used: ever, and since the day, week (from Monday) and month of UTC began. */
@Component
final class KeyUsage {

    private final UsageAnalytics analytics;
    private final InstantSource clock;

    KeyUsage(UsageAnalytics analytics, InstantSource clock) {
        this.analytics = analytics;
        this.clock = clock;
    }

    record Sums(Credits ever, Credits today, Credits thisWeek, Credits thisMonth) {}

    Mono<Sums> of(long account, KeyDetails key) {
        Instant now = clock.instant();
        LocalDate today = LocalDate.ofInstant(now, ZoneOffset.UTC);
        Instant end = now.truncatedTo(ChronoUnit.HOURS).plus(1, ChronoUnit.HOURS);
        return Mono.zip(
                        since(key.created().truncatedTo(ChronoUnit.HOURS), end, account, key),
                        since(start(today), end, account, key),
                        since(start(today.with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY))), end, account, key),
                        since(start(today.withDayOfMonth(1)), end, account, key))
                .map(all -> new Sums(all.getT1(), all.getT2(), all.getT3(), all.getT4()));
    }

    private static Instant start(LocalDate day) {
        return day.atStartOfDay(ZoneOffset.UTC).toInstant();
    }

    private Mono<Credits> since(Instant from, Instant to, long account, KeyDetails key) {
        return analytics
                .ofAccount(account, Question.by(Dimension.KEY, from, to, AccountKeys.MOST_KEYS))
                .map(sums -> sums.rows().stream()
                        .filter(row -> row.name().equals(key.id()))
                        .map(UsageSums.Row::figures)
                        .map(Figures::credits)
                        .findFirst()
                        .orElse(BigDecimal.ZERO))
                .map(Credits::of);
    }
}
