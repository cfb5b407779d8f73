package dev.tollgate.admin.analytics;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.tollgate.ledger.analytics.Figures;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import org.jspecify.annotations.Nullable;

/**
 * A row, or the totals, as callers see them; credits and money are texts, so that no program rounds them.
 *
 * @param at when a day or hour begins, in the zone that was asked for
 * @param averageMillis the time of a response on average
 * @param money for administrators
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record FiguresView(
        @Nullable String name,
        @Nullable String at,
        @Nullable String email,
        BigInteger requests,
        BigInteger failed,
        String credits,
        @Nullable BigInteger averageMillis,
        BigInteger inputTokens,
        BigInteger outputTokens,
        @Nullable Money money) {

    private static final int PERCENT_DIGITS = 1;

    /**
     * In US dollars.
     *
     * @param revenue what the credits were worth, free ones included
     * @param cost what the platform paid to providers, as far as it is known
     * @param margin the rest, of the requests whose cost is known; {@code marginPercent} is its share of their revenue
     * @param revenueWithoutCost the part of the revenue for which no cost is known
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Money(
            String revenue, String cost, String margin, @Nullable String marginPercent, String revenueWithoutCost) {
        static Money of(Figures figures) {
            return new Money(
                    plain(figures.usd()),
                    plain(figures.cost()),
                    plain(figures.margin()),
                    figures.withCost().signum() == 0
                            ? null
                            : figures.margin()
                                    .movePointRight(2)
                                    .divide(figures.withCost(), PERCENT_DIGITS, RoundingMode.HALF_EVEN)
                                    .toPlainString(),
                    plain(figures.usd().subtract(figures.withCost())));
        }
    }

    static FiguresView of(Figures figures, boolean admin) {
        return new FiguresView(
                null,
                null,
                null,
                figures.requests(),
                figures.failed(),
                plain(figures.credits()),
                figures.averageMillis().orElse(null),
                figures.inputTokens(),
                figures.outputTokens(),
                admin ? Money.of(figures) : null);
    }

    FiguresView called(@Nullable String rowName, @Nullable String begins, @Nullable String rowEmail) {
        return new FiguresView(
                rowName, begins, rowEmail, requests, failed, credits, averageMillis, inputTokens, outputTokens, money);
    }

    static String time(Instant time, ZoneId zone) {
        return DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(ZonedDateTime.ofInstant(time, zone));
    }

    static String plain(BigDecimal number) {
        return number.signum() == 0 ? "0" : number.stripTrailingZeros().toPlainString();
    }
}
