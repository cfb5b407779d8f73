package dev.tollgate.ledger.usage;

import dev.tollgate.ledger.database.Connections;
import dev.tollgate.pricing.Charge;
import dev.tollgate.pricing.Credits;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.Readable;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Locale;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Function;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The calls of an account: settled ones from the usage records, the others from their holds. */
public final class UsageLog {

    private static final String SETTLED =
            """
            SELECT request_id, at, state, provider, operation, model, answered_model, key_mode, basis, price_version, hold,
                   charged, detail, nullif(key_id, 0) AS key_id, nullif(run, '') AS run
              FROM usage_record WHERE request_id = $1 AND wallet_id = $2
            """;

    private static final String HELD =
            """
            SELECT id, opened_at, CASE state WHEN 0 THEN 'OPEN' ELSE 'EXPIRED' END AS state, amount, subject
              FROM hold WHERE id = $1 AND wallet_id = $2
            """;

    /**
     * By the sums of quarters of an hour, which months begin with in every zone, and from the log what is not summed yet. A
     * month that is over stands in the row until the account's plan is next looked at.
     */
    private static final String MONTH =
            """
            SELECT m.begins, w.daily_zone AS zone, (coalesce(summed.tokens, 0) + coalesce(newest.tokens, 0))::bigint AS tokens,
                   (coalesce(summed.charged, 0) + coalesce(newest.charged, 0))::bigint AS charged
              FROM usage_rollup_state s JOIN wallet w ON w.id = $1
             CROSS JOIN (SELECT coalesce((SELECT CASE WHEN p.month_until <= now() THEN p.month_until ELSE p.month_from END
                                            FROM account_plan p WHERE p.wallet_id = $1),
                                         date_trunc('month', now() AT TIME ZONE 'UTC') AT TIME ZONE 'UTC') AS begins) m
             CROSS JOIN LATERAL (
                SELECT sum(r.input_tokens + r.output_tokens) AS tokens, sum(r.credits) AS charged FROM usage_rollup_total r
                 WHERE r.wallet_id = $1 AND r.bucket >= m.begins) summed
             CROSS JOIN LATERAL (
                SELECT sum(u.input_tokens + u.output_tokens) AS tokens, sum(u.charged) AS charged FROM usage_record u
                 WHERE u.wallet_id = $1 AND u.settled_at >= greatest(s.watermark, m.begins)
                   AND u.request_id >= tg_first_id(greatest('epoch', s.watermark - interval '1 hour'))) newest
            """;

    private final Connections connections;

    public UsageLog(Connections connections) {
        this.connections = connections;
    }

    /** The request, if it is the account's own. */
    public Mono<LoggedRequest> find(long account, UUID request) {
        // Both looks see the same moment, at which a call is either held or settled.
        return connections.readAs(account, connection -> one(connection, HELD, account, request, UsageLog::held)
                .switchIfEmpty(Mono.defer(() -> one(connection, SETTLED, account, request, UsageLog::settled))));
    }

    private static Mono<LoggedRequest> one(
            Connection connection, String query, long account, UUID request, Function<Readable, LoggedRequest> read) {
        return Flux.from(connection
                        .createStatement(query)
                        .bind(0, request)
                        .bind(1, account)
                        .execute())
                .concatMap(result -> result.map(read::apply))
                .singleOrEmpty();
    }

    /** By the month of the account's plan, which begins on its own day in its own zone. */
    public Mono<MonthUsage> thisMonth(long account) {
        return connections.read(connection -> Flux.from(
                        connection.createStatement(MONTH).bind(0, account).execute())
                .concatMap(result -> result.map(row -> new MonthUsage(
                        at(row, "begins"),
                        ZoneId.of(text(row, "zone")),
                        number(row, "tokens"),
                        credits(row, "charged"))))
                .single());
    }

    private static LoggedRequest settled(Readable row) {
        UsageDetail detail = UsageText.detail(text(row, "detail"));
        Subject subject = new Subject(
                text(row, "provider"),
                text(row, "operation"),
                text(row, "model"),
                text(row, "key_mode"),
                text(row, "price_version"),
                row.get("key_id", Long.class),
                row.get("run", String.class));
        UsageRecord record = new UsageRecord(
                at(row, "at"),
                subject,
                text(row, "answered_model").isEmpty() ? null : text(row, "answered_model"),
                Basis.valueOf(text(row, "basis").toUpperCase(Locale.ROOT)),
                detail.used().usage(),
                detail.more(),
                new Charge(credits(row, "charged"), detail.usd(), subject.priceVersion(), detail.charged()),
                detail.attempts(),
                detail.tags(),
                detail.upstreamRequestId(),
                detail.costUsd().orElse(null));
        LoggedRequest.State state =
                LoggedRequest.State.valueOf(text(row, "state").toUpperCase(Locale.ROOT));
        return new LoggedRequest(id(row, "request_id"), record.at(), state, subject, credits(row, "hold"), record);
    }

    private static LoggedRequest held(Readable row) {
        return new LoggedRequest(
                id(row, "id"),
                at(row, "opened_at"),
                LoggedRequest.State.valueOf(text(row, "state")),
                UsageText.subject(text(row, "subject")),
                credits(row, "amount"),
                null);
    }

    private static UUID id(Readable row, String column) {
        return Objects.requireNonNull(row.get(column, UUID.class));
    }

    private static Instant at(Readable row, String column) {
        return Objects.requireNonNull(row.get(column, Instant.class));
    }

    private static String text(Readable row, String column) {
        return Objects.requireNonNull(row.get(column, String.class));
    }

    private static long number(Readable row, String column) {
        return Objects.requireNonNull(row.get(column, Long.class));
    }

    private static Credits credits(Readable row, String column) {
        return Credits.ofNanos(number(row, column));
    }
}
