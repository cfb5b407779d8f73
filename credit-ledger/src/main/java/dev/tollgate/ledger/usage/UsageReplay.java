package dev.tollgate.ledger.usage;

import dev.tollgate.ledger.database.Connections;
import dev.tollgate.pricing.Charge;
import dev.tollgate.pricing.Credits;
import dev.tollgate.pricing.Usage;
import dev.tollgate.pricing.compare.PastCall;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.Readable;
import io.r2dbc.spi.Statement;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import reactor.core.publisher.Flux;

/**
 * What all accounts used in a time, to be priced again. Calls of which nothing was used are left out: they cost nothing by
 * any book. The plan is the one that the account has now. Rows are fetched as they are asked for; who does not ask for half
 * a minute loses the answer, and so does who needs more than ten minutes. Changes nothing.
 */
public final class UsageReplay {

    /** Ids begin with their call's time, which finds the months to read; a day is left for clocks that differ. */
    private static final String CHOSEN =
            """
            SELECT u.request_id, u.at, a.public_id, a.plan, u.operation, u.key_mode, u.model, u.answered_model, u.charged,
                   u.detail
              FROM usage_record u JOIN account a ON a.id = u.wallet_id
             WHERE u.request_id >= tg_first_id(greatest('epoch', $1::text::timestamptz - interval '1 day'))
               AND u.request_id < tg_first_id($2::text::timestamptz + interval '1 day')
               AND u.at >= $1::text::timestamptz AND u.at < $2::text::timestamptz AND u.basis <> 'none'
               AND u.state = 'captured' -- one that was given back was free, whatever it is known to have used
            """;

    private static final String NEWEST = CHOSEN + " ORDER BY u.request_id DESC LIMIT $3";

    private static final String OWN_KEY = "own";

    /** Rows that are fetched at once. */
    private static final int FETCHED = 256;

    private final Connections connections;

    public UsageReplay(Connections connections) {
        this.connections = connections;
    }

    /** All calls that were admitted from a time on and before another, in no order. */
    public Flux<PastCall> between(Instant from, Instant to) {
        return connections.streamAll(connection -> rows(statement(connection, CHOSEN, from, to)));
    }

    /** The newest of them, newest first. */
    public Flux<PastCall> newest(Instant from, Instant to, int limit) {
        return connections.streamAll(
                connection -> rows(statement(connection, NEWEST, from, to).bind(2, limit)));
    }

    private static Statement statement(Connection connection, String sql, Instant from, Instant to) {
        return connection.createStatement(sql).bind(0, from.toString()).bind(1, to.toString());
    }

    private static Flux<PastCall> rows(Statement statement) {
        return Flux.from(statement.fetchSize(FETCHED).execute()).concatMap(result -> result.map(UsageReplay::call), 0);
    }

    private static PastCall call(Readable row) {
        UsageDetail detail = UsageText.detail(text(row, "detail"));
        String operation = text(row, "operation");
        return new PastCall(
                Objects.requireNonNull(row.get("at", Instant.class)),
                text(row, "public_id"),
                text(row, "plan"),
                operation,
                text(row, "key_mode").equals(OWN_KEY),
                called(detail).orElse(text(row, "model")),
                Optional.of(text(row, "answered_model")).filter(name -> !name.isEmpty()),
                operation.equals(PastCall.SPEND)
                        ? pieces(detail)
                        : detail.used().usage(),
                detail.additional().stream()
                        .map(more -> new PastCall.More(more.model(), more.used().usage()))
                        .toList(),
                Credits.ofNanos(Objects.requireNonNull(row.get("charged", Long.class))),
                detail.usd());
    }

    /** The model that was asked last, where it is another one than the caller named. */
    private static Optional<String> called(UsageDetail detail) {
        List<UsageRecord.Attempt> attempts = detail.attempts();
        return attempts.isEmpty()
                ? Optional.empty()
                : Optional.ofNullable(attempts.get(attempts.size() - 1).model());
    }

    /** A spend has no usage of its own: its one line says of what it was how many; without a line the app named the amount. */
    private static Usage pieces(UsageDetail detail) {
        List<Charge.Line> lines = detail.charged();
        return lines.isEmpty()
                ? Usage.NONE
                : Usage.builder()
                        .unit(lines.get(0).kind(), lines.get(0).quantity())
                        .build();
    }

    private static String text(Readable row, String column) {
        return Objects.requireNonNull(row.get(column, String.class));
    }
}
