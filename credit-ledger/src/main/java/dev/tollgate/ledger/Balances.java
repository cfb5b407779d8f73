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
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
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
                   given.purchased, given.granted, (SELECT spent FROM wallet WHERE id = $1) AS spent
              FROM tg_funds($1) f LEFT JOIN live l ON true CROSS JOIN
                   (SELECT coalesce(sum(granted) FILTER (WHERE source = 'purchase'), 0)::bigint AS purchased,
                           coalesce(sum(granted) FILTER (WHERE source <> 'purchase'), 0)::bigint AS granted
                      FROM credit_grant WHERE wallet_id = $1) given
             ORDER BY l.priority
            """;

    private static final Balance NOTHING =
            new Balance(Balance.Funds.NONE, Credits.ZERO, Credits.ZERO, Credits.ZERO, List.of());

    private final Connections connections;

    Balances(Connections connections) {
        this.connections = connections;
    }

    Mono<Balance> of(long account) {
        return connections.readAs(account, connection -> read(connection, account));
    }

    static Mono<Balance> read(Connection connection, long account) {
        return Flux.from(connection.createStatement(SQL).bind(0, account).execute())
                .concatMap(result -> result.map(Row::of))
                .collectList()
                .map(Balances::balance);
    }

    private record Row(
            Balance.Funds funds, Credits purchased, Credits granted, Credits spent, @Nullable SourceBalance source) {
        static Row of(Readable row) {
            return new Row(
                    MoneyFunctions.funds(row),
                    MoneyFunctions.credits(row, "purchased"),
                    MoneyFunctions.credits(row, "granted"),
                    MoneyFunctions.credits(row, "spent"),
                    source(row));
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
        return new Balance(first.funds(), first.purchased(), first.granted(), first.spent(), sources);
    }
}
