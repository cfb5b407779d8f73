package dev.tollgate.admin.self;

import dev.tollgate.ledger.analytics.Figures;
import dev.tollgate.ledger.analytics.UsageAnalytics;
import dev.tollgate.ledger.key.KeyDetails;
import dev.tollgate.pricing.Credits;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAdjusters;
import java.util.List;
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

    record Sums(Credits ever, Credits today, Credits thisWeek, Credits thisMonth) {

        private static Sums of(List<Figures> figures) {
            List<Credits> credits =
                    figures.stream().map(each -> Credits.of(each.credits())).toList();
            return new Sums(credits.get(0), credits.get(1), credits.get(2), credits.get(3));
        }
    }

    Mono<Sums> of(long account, KeyDetails key) {
        Instant now = clock.instant();
        LocalDate today = LocalDate.ofInstant(now, ZoneOffset.UTC);
        // The database's clock, which says when the key was made, may be ahead of this one.
        Instant latest = now.isBefore(key.created()) ? key.created() : now;
        return analytics
                .ofKey(
                        account,
                        key.id(),
                        List.of(
                                key.created().truncatedTo(ChronoUnit.HOURS),
                                start(today),
                                start(today.with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY))),
                                start(today.withDayOfMonth(1))),
                        latest.truncatedTo(ChronoUnit.HOURS).plus(1, ChronoUnit.HOURS))
                .map(Sums::of);
    }

    private static Instant start(LocalDate day) {
        return day.atStartOfDay(ZoneOffset.UTC).toInstant();
    }
}
