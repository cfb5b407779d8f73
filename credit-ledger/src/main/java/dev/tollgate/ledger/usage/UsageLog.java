package dev.tollgate.ledger.usage;

import dev.tollgate.ledger.database.Connections;
import dev.tollgate.pricing.Credits;
import io.r2dbc.spi.Readable;
import java.time.Instant;
import java.util.Locale;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The calls of an account: settled ones from the usage records, the others from their holds. */
public final class UsageLog {

    private static final String FIND =
            """
            SELECT request_id AS id, at, state, hold, NULL AS subject, detail FROM usage_record
             WHERE request_id = $1 AND wallet_id = $2
            UNION ALL
            SELECT id, opened_at, CASE state WHEN 0 THEN 'open' ELSE 'expired' END, amount, subject, NULL FROM hold
             WHERE id = $1 AND wallet_id = $2
            """;

    private static final String MONTH =
            """
            SELECT coalesce(sum(input_tokens + output_tokens), 0)::bigint AS tokens,
                   coalesce(sum(charged), 0)::bigint AS charged
              FROM usage_record
             WHERE wallet_id = $1 AND at >= date_trunc('month', now() AT TIME ZONE 'UTC') AT TIME ZONE 'UTC'
            """;

    private final Connections connections;

    public UsageLog(Connections connections) {
        this.connections = connections;
    }

    /** The request, if it is the account's own. */
    public Mono<LoggedRequest> find(long account, UUID request) {
        return connections.read(connection -> Flux.from(connection
                        .createStatement(FIND)
                        .bind(0, request)
                        .bind(1, account)
                        .execute())
                .concatMap(result -> result.map(UsageLog::logged))
                .next());
    }

    public Mono<MonthUsage> thisMonth(long account) {
        return connections.read(connection -> Flux.from(
                        connection.createStatement(MONTH).bind(0, account).execute())
                .concatMap(result -> result.map(row -> new MonthUsage(number(row, "tokens"), credits(row, "charged"))))
                .single());
    }

    private static LoggedRequest logged(Readable row) {
        String detail = row.get("detail", String.class);
        @Nullable UsageRecord record = detail == null ? null : UsageText.detail(detail);
        return new LoggedRequest(
                Objects.requireNonNull(row.get("id", UUID.class)),
                Objects.requireNonNull(row.get("at", Instant.class)),
                LoggedRequest.State.valueOf(
                        Objects.requireNonNull(row.get("state", String.class)).toUpperCase(Locale.ROOT)),
                record != null
                        ? record.subject()
                        : UsageText.subject(Objects.requireNonNull(row.get("subject", String.class))),
                credits(row, "hold"),
                record);
    }

    private static long number(Readable row, String column) {
        return Objects.requireNonNull(row.get(column, Long.class));
    }

    private static Credits credits(Readable row, String column) {
        return Credits.ofNanos(number(row, column));
    }
}
