package dev.tollgate.ledger;

import dev.tollgate.ledger.Balance.SourceBalance;
import dev.tollgate.ledger.database.Connections;
import dev.tollgate.pricing.Credits;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.Readable;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** Reads balances. One statement, so that the figures belong together. */
final class Balances {

    private static final String SQL =
            """
            WITH live AS (
                SELECT g.source, g.priority, sum(l.free)::bigint AS available, min(l.until) AS expires_at
                  FROM wallet w, unnest(w.lot_grants, w.lot_free, w.lot_held, w.lot_from, w.lot_until)
                       l (grant_id, free, held, since, until)
                  JOIN credit_grant g ON g.id = l.grant_id
                 WHERE w.id = $1 AND l.free + l.held > 0 AND l.since <= clock_timestamp() AND l.until > clock_timestamp()
                 GROUP BY g.source, g.priority)
            SELECT f.available, f.on_hold, f.debt, l.source, l.available AS of_source,
                   nullif(l.expires_at, 'infinity') AS expires_at,
                   given.purchased, given.granted, w.spent, w.daily,
                   CASE WHEN w.daily > 0 THEN (clock_timestamp() AT TIME ZONE w.daily_zone)::date + 1 END::timestamp
                       AT TIME ZONE w.daily_zone AS renews_at,
                   w.daily_next <= clock_timestamp() AS due
              FROM tg_funds($1) f JOIN wallet w ON w.id = $1 LEFT JOIN live l ON true CROSS JOIN
                   (SELECT least(coalesce(sum(granted) FILTER (WHERE source = 'purchase'), 0), 9223372036854775807)::bigint AS purchased,
                           least(coalesce(sum(granted) FILTER (WHERE source <> 'purchase'
                                                     AND reference NOT LIKE 'refund:%'), 0), 9223372036854775807)::bigint AS granted
                      FROM credit_grant WHERE wallet_id = $1) given
             ORDER BY l.priority
            """;

    private static final Balance NOTHING =
            new Balance(Balance.Funds.NONE, Credits.ZERO, Credits.ZERO, Credits.ZERO, Optional.empty(), List.of());

    private final Connections connections;

    Balances(Connections connections) {
        this.connections = connections;
    }

    /** Who looks at the balance uses the account: the free credits of the day are given then, if they were not yet. */
    Mono<Balance> of(long account) {
        return connections
                .readAs(account, connection -> rows(connection, account))
                .flatMap(rows -> isDue(rows)
                        ? connections
                                .read(connection -> giveDaily(connection, account))
                                .then(connections.readAs(account, connection -> rows(connection, account)))
                        : Mono.just(rows))
                .map(Balances::balance);
    }

    static Mono<Balance> read(Connection connection, long account) {
        return rows(connection, account)
                .flatMap(rows ->
                        isDue(rows) ? giveDaily(connection, account).then(rows(connection, account)) : Mono.just(rows))
                .map(Balances::balance);
    }

    private static Mono<List<Row>> rows(Connection connection, long account) {
        return MoneyFunctions.rows(connection.createStatement(SQL).bind(0, account), Row::of);
    }

    private static Mono<Boolean> giveDaily(Connection connection, long account) {
        return MoneyFunctions.rows(
                        connection.createStatement("SELECT tg_give_daily($1)").bind(0, account), row -> true)
                .thenReturn(true);
    }

    private static boolean isDue(List<Row> rows) {
        return !rows.isEmpty() && rows.get(0).due();
    }

    private record Row(
            Balance.Funds funds,
            Credits purchased,
            Credits granted,
            Credits spent,
            @Nullable SourceBalance source,
            Optional<Balance.Daily> daily,
            boolean due) {
        static Row of(Readable row) {
            return new Row(
                    MoneyFunctions.funds(row),
                    MoneyFunctions.credits(row, "purchased"),
                    MoneyFunctions.credits(row, "granted"),
                    MoneyFunctions.credits(row, "spent"),
                    source(row),
                    daily(row),
                    Boolean.TRUE.equals(row.get("due", Boolean.class)));
        }

        private static Optional<Balance.Daily> daily(Readable row) {
            return Optional.ofNullable(row.get("renews_at", Instant.class))
                    .map(at -> new Balance.Daily(MoneyFunctions.credits(row, "daily"), at));
        }

        private static @Nullable SourceBalance source(Readable row) {
            String source = row.get("source", String.class);
            return source == null
                    ? null
                    : new SourceBalance(
                            GrantRequest.Source.valueOf(source.toUpperCase(Locale.ROOT)),
                            MoneyFunctions.credits(row, "of_source"),
                            row.get("expires_at", Instant.class));
        }
    }

    private static Balance balance(List<Row> rows) {
        if (rows.isEmpty()) {
            return NOTHING;
        }
        List<SourceBalance> sources = new ArrayList<>();
        for (Row row : rows) {
            if (row.source() != null) {
                sources.add(row.source());
            }
        }
        Row first = rows.get(0);
        return new Balance(first.funds(), first.purchased(), first.granted(), first.spent(), first.daily(), sources);
    }
}
