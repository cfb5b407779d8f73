package dev.tollgate.ledger.analytics;

import dev.tollgate.ledger.database.Connections;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.Readable;
import io.r2dbc.spi.Statement;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Answers questions about usage: from the sums, and from the log for what is newer than they are, so that an answer has
 * everything that was settled before it. Each answer is of one moment.
 */
public final class UsageAnalytics {

    private static final String TOTAL = "SELECT %s FROM (%s) part";

    private static final String STEPS = "SELECT name AS step, %s FROM (%s) part GROUP BY name";

    private static final String NAMES =
            """
            SELECT name, NULL::text AS email, %3$s FROM (%1$s UNION ALL %2$s) part WHERE name IS NOT NULL
             GROUP BY name ORDER BY sum(credits) DESC, sum(requests) DESC, name LIMIT %4$d
            """;

    /**
     * Where there are many names: they are found by their credits first, and the other figures added up for those only.
     */
    private static final String TOP =
            """
            WITH newer AS MATERIALIZED (%2$s),
            top AS (SELECT name FROM (%1$s UNION ALL SELECT * FROM newer) part WHERE name IS NOT NULL
                     GROUP BY name ORDER BY sum(credits) DESC, sum(requests) DESC, name LIMIT %4$d),
            named AS (SELECT name, %3$s FROM (%1$s UNION ALL SELECT * FROM newer) part
                       WHERE name IN (SELECT name FROM top) GROUP BY name)
            """;

    private static final String TOP_KEYS =
            """
            SELECT name, NULL::text AS email, %s FROM named ORDER BY credits DESC, requests DESC, name
            """;

    private static final String ACCOUNTS =
            """
            SELECT a.public_id AS name, a.email, %s FROM named JOIN account a ON a.id = named.name
             ORDER BY credits DESC, requests DESC, named.name
            """;

    /** By what all accounts have in a column. */
    private static final String KINDS_OF_ACCOUNTS =
            """
            SELECT a.%1$s AS name, NULL::text AS email, %2$s FROM (%3$s UNION ALL %4$s) part
              JOIN account a ON a.id = part.name
             GROUP BY a.%1$s ORDER BY sum(credits) DESC, sum(requests) DESC, a.%1$s LIMIT %5$d
            """;

    private static final int FETCHED = 256;

    private final Connections connections;

    public UsageAnalytics(Connections connections) {
        this.connections = connections;
    }

    /** What one account used. */
    public Mono<UsageSums> ofAccount(long account, Question question) {
        return connections.readAs(account, connection -> asked(connection, question, account)
                .flatMap(asked -> answer(connection, asked)));
    }

    /**
     * What one key of an account used since each of these moments, all as of one.
     *
     * @param key by its public id
     * @param since beginnings of quarters of an hour, before {@code to}, which is one too
     */
    public Mono<List<Figures>> ofKey(long account, String key, List<Instant> since, Instant to) {
        return connections.readAs(
                account, connection -> RolledTo.read(connection).flatMap(rolledTo -> Flux.fromIterable(since)
                        .concatMap(from -> ofKey(
                                connection, key, new Asked(Question.by(Dimension.KEY, from, to, 1), account, rolledTo)))
                        .collectList()));
    }

    private static Mono<Figures> ofKey(Connection connection, String key, Asked asked) {
        Parameters parameters = new Parameters();
        String rows = asked.rolled(Dimension.KEY, parameters) + " UNION ALL " + asked.newer(Dimension.KEY, parameters);
        String sql = TOTAL.formatted(Figures.SUMS, rows) + " WHERE name = " + parameters.of(key);
        return all(parameters.bound(connection, sql), Figures::of).single();
    }

    /** What all accounts used, for administrators. */
    public Mono<UsageSums> ofAll(Question question) {
        return connections.readAll(
                connection -> asked(connection, question, null).flatMap(asked -> answer(connection, asked)));
    }

    /** The rows of {@link #ofAccount} one by one, for a file. */
    public Flux<UsageSums.Row> rowsOfAccount(long account, Question question) {
        return connections.streamAs(account, connection -> asked(connection, question, account)
                .flatMapMany(asked -> rows(connection, asked)));
    }

    /** The rows of {@link #ofAll} one by one, for a file. */
    public Flux<UsageSums.Row> rowsOfAll(Question question) {
        return connections.streamAll(
                connection -> asked(connection, question, null).flatMapMany(asked -> rows(connection, asked)));
    }

    /** What is owed to customers now, for administrators. */
    public Mono<Liability> liability() {
        return connections.readAll(connection ->
                all(connection.createStatement(Liability.SQL), Liability::of).single());
    }

    private static Mono<Asked> asked(Connection connection, Question question, @Nullable Long account) {
        return RolledTo.read(connection).map(rolledTo -> new Asked(question, account, rolledTo));
    }

    private static Mono<UsageSums> answer(Connection connection, Asked asked) {
        if (asked.question().by() == null) {
            return steps(connection, asked).collectList().map(UsageAnalytics::withTotal);
        }
        int limit = asked.question().limit();
        Parameters parameters = new Parameters();
        String total = TOTAL.formatted(Figures.SUMS, asked.totals("''", parameters));
        return all(parameters.bound(connection, total), Figures::of).single().flatMap(figures -> rows(connection, asked)
                .collectList()
                .map(rows ->
                        new UsageSums(figures, rows.subList(0, Math.min(limit, rows.size())), rows.size() <= limit)));
    }

    private static UsageSums withTotal(List<UsageSums.Row> steps) {
        Figures total = steps.stream().map(UsageSums.Row::figures).reduce(Figures.NONE, Figures::plus);
        return new UsageSums(total, steps, true);
    }

    private static Flux<UsageSums.Row> rows(Connection connection, Asked asked) {
        Dimension by = asked.question().by();
        if (by == null) {
            return steps(connection, asked);
        }
        Parameters parameters = new Parameters();
        String sql = names(asked, by, parameters);
        return all(parameters.bound(connection, sql).fetchSize(FETCHED), UsageSums.Row::named);
    }

    private static String names(Asked asked, Dimension by, Parameters parameters) {
        // One more than asked for, which tells whether there are others.
        long limit = asked.question().limit() + 1L;
        String rolled = asked.rolled(by, parameters);
        String newer = asked.newer(by, parameters);
        if (by == Dimension.PLAN || by == Dimension.SEGMENT) {
            String column = by == Dimension.PLAN ? "plan" : "segment";
            return KINDS_OF_ACCOUNTS.formatted(column, Figures.SUMS, rolled, newer, limit);
        }
        String top = TOP.formatted(rolled, newer, Figures.SUMS, limit);
        return switch (by) {
            case ACCOUNT -> top + ACCOUNTS.formatted(Figures.COLUMNS);
            case KEY -> top + TOP_KEYS.formatted(Figures.COLUMNS);
            default -> NAMES.formatted(rolled, newer, Figures.SUMS, limit);
        };
    }

    private static Flux<UsageSums.Row> steps(Connection connection, Asked asked) {
        List<Instant> begins = asked.question().steps();
        Parameters parameters = new Parameters();
        String step = "width_bucket(bucket, " + parameters.times(begins) + ")";
        String sql = STEPS.formatted(Figures.SUMS, asked.totals(step, parameters));
        return all(
                        parameters.bound(connection, sql),
                        row -> Map.entry(Objects.requireNonNull(row.get("step", Integer.class)), Figures.of(row)))
                .<Map<Integer, Figures>>collect(HashMap::new, (sums, sum) -> sums.put(sum.getKey(), sum.getValue()))
                .flatMapIterable(sums -> IntStream.range(0, begins.size())
                        .mapToObj(nth -> new UsageSums.Row(
                                begins.get(nth).toString(),
                                begins.get(nth),
                                null,
                                sums.getOrDefault(nth + 1, Figures.NONE)))
                        .toList());
    }

    private static <A> Flux<A> all(Statement statement, Function<Readable, A> read) {
        return Flux.from(statement.execute()).concatMap(result -> result.map(read::apply), 0);
    }
}
