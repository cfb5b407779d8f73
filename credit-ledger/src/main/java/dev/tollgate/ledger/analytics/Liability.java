package dev.tollgate.ledger.analytics;

import dev.tollgate.pricing.Credits;
import io.r2dbc.spi.Readable;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Objects;

/**
 * What is owed to customers at this moment, and by them.
 *
 * @param usd what was paid for the credits that are not spent yet: what it would take to pay them back
 * @param credits those credits
 * @param unspent all live credits that are not spent yet, free ones included
 * @param debt credits that accounts owe
 */
public record Liability(BigDecimal usd, BigDecimal credits, BigDecimal unspent, BigDecimal debt) {

    static final String SQL =
            """
            SELECT coalesce(sum(g.cost::numeric * (l.free + l.held) / g.granted), 0) AS usd,
                   coalesce(sum(l.free + l.held) FILTER (WHERE g.cost > 0), 0)::numeric AS credits,
                   coalesce(sum(l.free + l.held), 0)::numeric AS unspent,
                   (SELECT coalesce(sum(debt), 0)::numeric FROM wallet WHERE debt > 0) AS debt
              FROM wallet w CROSS JOIN LATERAL unnest(w.lot_grants, w.lot_free, w.lot_held, w.lot_until)
                   l (grant_id, free, held, until)
              JOIN credit_grant g ON g.id = l.grant_id
             WHERE w.posted > 0 AND l.until > clock_timestamp()
            """;

    static Liability of(Readable row) {
        return new Liability(
                nanos(row, "usd").setScale(Credits.SCALE, RoundingMode.HALF_EVEN),
                nanos(row, "credits"),
                nanos(row, "unspent"),
                nanos(row, "debt"));
    }

    private static BigDecimal nanos(Readable row, String column) {
        return Objects.requireNonNull(row.get(column, BigDecimal.class)).movePointLeft(Credits.SCALE);
    }
}
