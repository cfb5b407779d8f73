package dev.tollgate.admin.analytics;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.tollgate.ledger.analytics.Liability;
import dev.tollgate.ledger.analytics.Question;
import dev.tollgate.ledger.analytics.UsageSums;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The answer of the analytics.
 *
 * @param from in the zone that was asked for
 * @param complete whether there are no more rows than these
 * @param liability for administrators: what is owed to customers now
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record AnalyticsView(
        String from,
        String to,
        String zone,
        String by,
        FiguresView total,
        List<FiguresView> rows,
        boolean complete,
        @Nullable Owed liability) {

    /**
     * @param usd what was paid for credits that are not spent yet
     * @param credits those credits
     * @param unspentCredits all credits that are not spent yet, free ones included
     * @param debtCredits what accounts owe
     */
    record Owed(String usd, String credits, String unspentCredits, String debtCredits) {
        static Owed of(Liability liability) {
            return new Owed(
                    FiguresView.plain(liability.usd()),
                    FiguresView.plain(liability.credits()),
                    FiguresView.plain(liability.unspent()),
                    FiguresView.plain(liability.debt()));
        }
    }

    static AnalyticsView of(AnalyticsQuery query, UsageSums sums, @Nullable Liability liability) {
        Question question = query.question();
        boolean admin = liability != null;
        return new AnalyticsView(
                FiguresView.time(question.from(), query.zone()),
                FiguresView.time(question.to(), query.zone()),
                query.zone().getId(),
                query.by(),
                FiguresView.of(sums.total(), admin),
                sums.rows().stream().map(row -> row(query, row, admin)).toList(),
                sums.complete(),
                liability == null ? null : Owed.of(liability));
    }

    private static FiguresView row(AnalyticsQuery query, UsageSums.Row row, boolean admin) {
        return FiguresView.of(row.figures(), admin)
                .called(
                        row.at() == null ? row.name() : null,
                        row.at() == null ? null : FiguresView.time(row.at(), query.zone()),
                        row.email());
    }
}
