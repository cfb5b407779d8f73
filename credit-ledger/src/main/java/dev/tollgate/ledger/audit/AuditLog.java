package dev.tollgate.ledger.audit;

import dev.tollgate.ledger.database.Connections;
import dev.tollgate.ledger.database.Outage;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.Readable;
import io.r2dbc.spi.Result;
import io.r2dbc.spi.Statement;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * The audit log: rows that follow from each other by their hashes, and that nobody changes. A row and what it tells of are
 * one commit. Rows are added one at a time, by all nodes together: it is for what administrators do, not for calls.
 */
public final class AuditLog {

    private static final String ADD = "SELECT tg_audit($1, $2, $3, $4, $5, $6, $7)";

    private static final String PAGE =
            """
            SELECT seq, at, actor, action, target, reason, was, became, request FROM audit
             WHERE seq < $1 AND ($2 = '' OR target = $2) ORDER BY seq DESC LIMIT $3
            """;

    private final Connections connections;

    public AuditLog(Connections connections) {
        this.connections = connections;
    }

    /**
     * Does something in a transaction of its own and writes down what it was: both or neither. Work that was begun is not
     * undone by a cancelled subscription.
     *
     * @param note what to write about the result; empty: it changed nothing
     */
    public <A> Mono<A> with(Function<Connection, Mono<A>> work, Function<A, Optional<AuditNote>> note) {
        return Outage.told(connections.moneyInTurn(connection -> Mono.usingWhen(
                Mono.just(connection),
                it -> done(it, "BEGIN").then(work.apply(it)).flatMap(result -> Mono.justOrEmpty(note.apply(result))
                        .flatMap(row -> add(it, row))
                        .thenReturn(result)),
                it -> done(it, "COMMIT"),
                (it, failure) -> done(it, "ROLLBACK"),
                it -> done(it, "ROLLBACK"))));
    }

    /**
     * The newest rows, newest first.
     *
     * @param before only rows with a lower number than this
     * @param target only rows about this; empty: all
     * @param limit how many at most
     */
    public Mono<List<AuditRow>> page(long before, String target, int limit) {
        return connections.read(connection -> Flux.from(connection
                        .createStatement(PAGE)
                        .bind(0, before)
                        .bind(1, target)
                        .bind(2, limit)
                        .execute())
                .concatMap(result -> result.map(AuditLog::row))
                .collectList());
    }

    /** The commit makes it a row of the chain: until then nobody waits for it. */
    private static Mono<Boolean> add(Connection connection, AuditNote note) {
        Statement add = connection
                .createStatement(ADD)
                .bind(0, note.actor())
                .bind(1, note.action())
                .bind(2, note.target())
                .bind(3, note.reason())
                .bind(4, note.was())
                .bind(5, note.became())
                .bind(6, note.request());
        return Flux.from(add.execute())
                .concatMap(result -> result.map(row -> true))
                .single();
    }

    private static Mono<Void> done(Connection connection, String statement) {
        return Flux.from(connection.createStatement(statement).execute())
                .concatMap(Result::getRowsUpdated)
                .then();
    }

    private static AuditRow row(Readable row) {
        return new AuditRow(
                Objects.requireNonNull(row.get("seq", Long.class)),
                Objects.requireNonNull(row.get("at", Instant.class)),
                new AuditNote(
                        text(row, "actor"),
                        text(row, "action"),
                        text(row, "target"),
                        text(row, "reason"),
                        text(row, "was"),
                        text(row, "became"),
                        text(row, "request")));
    }

    private static String text(Readable row, String column) {
        return Objects.requireNonNull(row.get(column, String.class));
    }
}
