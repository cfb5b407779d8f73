package dev.tollgate.ledger.journal;

import dev.tollgate.ledger.database.Connections;
import dev.tollgate.pricing.Credits;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.Readable;
import io.r2dbc.spi.Statement;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Reads the entries of an account. */
public final class Journal {

    private static final String CHOSEN =
            """
            SELECT * FROM entry
             WHERE wallet_id = $1 AND (cardinality($2::text[]) = 0 OR kind = ANY ($2::text[]))
               AND at >= $3::text::timestamptz AND at < $4::text::timestamptz
            """;

    /** An amount counts for the balance where it arrives at, or leaves, the wallet or its debt; between the two it does not. */
    private static final String SHOWN =
            """
            SELECT e.wallet_seq, e.at, e.kind, e.balance, e.reference, g.source, u.*,
                   e.amount * ((e.to_account IN ('wallet', 'debt'))::int - (e.from_account IN ('wallet', 'debt'))::int) AS change,
                   e.amount * ((e.from_account = 'debt')::int - (e.to_account = 'debt')::int) AS debt
              FROM (%s) e
              LEFT JOIN credit_grant g ON g.id = e.grant_id
              LEFT JOIN LATERAL (
                   SELECT request_id, provider, operation, model FROM usage_record
                    WHERE wallet_id = $1
                      AND request_id = CASE WHEN e.reference ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$'
                                            THEN e.reference::uuid END
                    LIMIT 1) u ON true
             ORDER BY e.wallet_seq %s
            """;

    private static final String PAGE =
            SHOWN.formatted(CHOSEN + "AND wallet_seq < $5 ORDER BY wallet_seq DESC LIMIT $6", "DESC");

    private static final String ALL = SHOWN.formatted(CHOSEN + "ORDER BY wallet_seq", "ASC");

    /** Rows that are fetched at once of a range that may be long. */
    private static final int FETCHED = 256;

    private final Connections connections;

    public Journal(Connections connections) {
        this.connections = connections;
    }

    /**
     * The newest entries, newest first.
     *
     * @param before only entries with a lower number than this
     * @param limit how many at most
     */
    public Mono<List<JournalEntry>> newest(long account, EntryFilter filter, long before, int limit) {
        return connections.readAs(account, connection -> rows(statement(connection, PAGE, account, filter)
                        .bind(4, before)
                        .bind(5, limit))
                .collectList());
    }

    /**
     * All entries that the filter lets through, oldest first, read from the database as they are asked for. Who does not
     * ask for half a minute loses it, and so does who needs more than ten minutes.
     */
    public Flux<JournalEntry> all(long account, EntryFilter filter) {
        return connections.streamAs(
                account,
                connection -> rows(statement(connection, ALL, account, filter).fetchSize(FETCHED)));
    }

    private static Statement statement(Connection connection, String sql, long account, EntryFilter filter) {
        return connection
                .createStatement(sql)
                .bind(0, account)
                .bind(1, filter.kinds().toArray(String[]::new))
                .bind(2, time(filter.from(), "-infinity"))
                .bind(3, time(filter.to(), "infinity"));
    }

    private static Flux<JournalEntry> rows(Statement statement) {
        return Flux.from(statement.execute()).concatMap(result -> result.map(Journal::entry), 0);
    }

    private static JournalEntry entry(Readable row) {
        return new JournalEntry(
                number(row, "wallet_seq"),
                Objects.requireNonNull(row.get("at", Instant.class)),
                text(row, "kind"),
                credits(row, "change"),
                credits(row, "debt"),
                credits(row, "balance"),
                row.get("source", String.class),
                text(row, "reference"),
                call(row));
    }

    private static JournalEntry.@Nullable Call call(Readable row) {
        UUID id = row.get("request_id", UUID.class);
        return id == null
                ? null
                : new JournalEntry.Call(id, text(row, "provider"), text(row, "operation"), text(row, "model"));
    }

    /** As text, because the ends of time are none that the driver's type could hold. */
    private static String time(@Nullable Instant instant, String absent) {
        return instant == null ? absent : instant.toString();
    }

    /** Signed, which {@link Credits} are not. */
    private static BigDecimal credits(Readable row, String column) {
        return BigDecimal.valueOf(number(row, column), Credits.SCALE);
    }

    private static long number(Readable row, String column) {
        return Objects.requireNonNull(row.get(column, Long.class));
    }

    private static String text(Readable row, String column) {
        return Objects.requireNonNull(row.get(column, String.class));
    }
}
