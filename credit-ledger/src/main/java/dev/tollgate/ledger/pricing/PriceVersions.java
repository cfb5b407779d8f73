package dev.tollgate.ledger.pricing;

import dev.tollgate.ledger.database.Connections;
import dev.tollgate.ledger.database.Notice;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.Readable;
import io.r2dbc.spi.Statement;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * The price books in the database and the log of which one counts when. Nothing in it is ever changed; changes by several
 * nodes at once have one order. What is in force is decided by the database's clock.
 */
public final class PriceVersions {

    private static final String CHANNEL = "tg_price";

    private static final String CHANGE = "SELECT * FROM tg_price_change($1, $2, $3::text::timestamptz, $4, $5, $6)";

    /** What is in force has no time to come; so it comes first, and what is scheduled behind it. */
    private static final String STANDING =
            """
            WITH t AS MATERIALIZED (SELECT tg_price_time() AS now),
                 standing AS (SELECT l.* FROM price_log l WHERE NOT l.withdrawn)
            SELECT t.now, s.* FROM t LEFT JOIN LATERAL (
                   (SELECT * FROM standing WHERE effective_at <= t.now ORDER BY effective_at DESC, seq DESC LIMIT 1)
                   UNION ALL
                   SELECT * FROM standing WHERE effective_at > t.now) s ON true
             ORDER BY s.effective_at, s.seq
            """;

    private static final String HISTORY = "SELECT * FROM price_log WHERE seq < $1 ORDER BY seq DESC LIMIT $2";

    private static final String TEXT = "SELECT text FROM price_version WHERE version = $1";

    private final Connections connections;

    public PriceVersions(Connections connections) {
        this.connections = connections;
    }

    /** Stores the text and activates it, in one statement. */
    public Mono<PriceChangeResult> change(PriceChange change) {
        return connections.read(connection -> change(connection, change));
    }

    /** The same as part of the caller's transaction. */
    public static Mono<PriceChangeResult> change(Connection connection, PriceChange change) {
        Statement call = connection.createStatement(CHANGE).bind(0, change.version());
        bind(call, 1, change.text());
        Instant effective = change.effective();
        bind(call, 2, effective == null ? null : effective.toString());
        call.bind(3, change.actor())
                .bind(4, change.reason())
                .bind(5, change.source().name().toLowerCase(Locale.ROOT));
        return rows(call, PriceVersions::result).single();
    }

    private static void bind(Statement call, int index, @Nullable String value) {
        if (value == null) {
            call.bindNull(index, String.class);
        } else {
            call.bind(index, value);
        }
    }

    /** What is in force and what is scheduled. */
    public Mono<PriceStanding> standing() {
        return connections.read(connection -> rows(connection.createStatement(STANDING), PriceVersions::asOf)
                .collectList()
                .map(PriceVersions::standing));
    }

    private record AsOf(Instant now, @Nullable Activation activation) {}

    private static PriceStanding standing(List<AsOf> rows) {
        Instant now = rows.get(0).now();
        List<Activation> activations =
                rows.stream().map(AsOf::activation).filter(Objects::nonNull).toList();
        return new PriceStanding(
                now,
                activations.stream()
                        .filter(activation -> !activation.effectiveAt().isAfter(now))
                        .findFirst(),
                activations.stream()
                        .filter(activation -> activation.effectiveAt().isAfter(now))
                        .toList());
    }

    /**
     * The newest rows of the log, newest first.
     *
     * @param before only rows with a lower number than this
     * @param limit how many at most
     */
    public Mono<List<Activation>> history(long before, int limit) {
        return connections.read(connection -> rows(
                        connection.createStatement(HISTORY).bind(0, before).bind(1, limit), PriceVersions::activation)
                .collectList());
    }

    /** The text of a version; empty if nothing is stored under it. */
    public Mono<String> text(String version) {
        return connections
                .read((Connection connection) -> rows(
                                connection.createStatement(TEXT).bind(0, version), row -> text(row, "text"))
                        .singleOrEmpty()
                        .map(Optional::of)
                        .defaultIfEmpty(Optional.empty()))
                .flatMap(Mono::justOrEmpty);
    }

    /** Tells of every new row of the log, until the connection is lost; see {@link Connections#notices}. */
    public Flux<Notice> notices() {
        return connections.notices(CHANNEL);
    }

    private static <A> Flux<A> rows(Statement statement, Function<Readable, A> read) {
        return Flux.from(statement.execute()).concatMap(result -> result.map(read::apply));
    }

    private static PriceChangeResult result(Readable row) {
        return new PriceChangeResult(
                PriceChangeResult.Status.valueOf(text(row, "status")),
                row.get("seq", Long.class) == null ? null : activation(row));
    }

    private static AsOf asOf(Readable row) {
        return new AsOf(at(row, "now"), row.get("seq", Long.class) == null ? null : activation(row));
    }

    private static Activation activation(Readable row) {
        return new Activation(
                Objects.requireNonNull(row.get("seq", Long.class)),
                text(row, "version"),
                at(row, "effective_at"),
                text(row, "actor"),
                text(row, "reason"),
                Activation.Source.valueOf(text(row, "source").toUpperCase(Locale.ROOT)),
                at(row, "at"),
                Objects.requireNonNull(row.get("withdrawn", Boolean.class)));
    }

    private static String text(Readable row, String column) {
        return Objects.requireNonNull(row.get(column, String.class));
    }

    private static Instant at(Readable row, String column) {
        return Objects.requireNonNull(row.get(column, Instant.class));
    }
}
