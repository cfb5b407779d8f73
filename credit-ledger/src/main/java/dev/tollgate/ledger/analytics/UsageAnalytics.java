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
            SELECT name, NULL::text AS email, %s FROM (%s) part WHERE name IS NOT NULL
             GROUP BY name ORDER BY sum(credits) DESC, sum(requests) DESC, name LIMIT %d
            """;

    private static final String OF_ACCOUNTS = "(SELECT name, %s FROM (%s) part GROUP BY name) of_account";

    private static final String ACCOUNTS =
            """
            SELECT a.public_id AS name, a.email, %s FROM (SELECT * FROM %s ORDER BY credits DESC, requests DESC, name LIMIT %d) top
              JOIN account a ON a.id = top.name ORDER BY credits DESC, requests DESC, top.name
            """;

    private static final String PLANS =
            """
            SELECT a.plan AS name, NULL::text AS email, %s FROM %s JOIN account a ON a.id = of_account.name
             GROUP BY a.plan ORDER BY sum(credits) DESC, sum(requests) DESC, a.plan LIMIT %d
            """;

    private static final int FETCHED = 256;

    private final Connections connections;

    public UsageAnalytics(Connections connections) {
        this.connections = connections;
    }

    /** What one account used. */
    public Mono<UsageSums> ofAccount(long account, Question question) {
        return connections.readAs(account, connection -> answer(connection, new Asked(question, account)));
    }

    /** What all accounts used, for administrators. */
    public Mono<UsageSums> ofAll(Question question) {
        return connections.readAll(connection -> answer(connection, new Asked(question, null)));
    }

    /** The rows of {@link #ofAccount} one by one, for a file. */
    public Flux<UsageSums.Row> rowsOfAccount(long account, Question question) {
        return connections.streamAs(account, connection -> rows(connection, new Asked(question, account)));
    }

    /** The rows of {@link #ofAll} one by one, for a file. */
    public Flux<UsageSums.Row> rowsOfAll(Question question) {
        return connections.streamAll(connection -> rows(connection, new Asked(question, null)));
    }

    /** What is owed to customers now, for administrators. */
    public Mono<Liability> liability() {
        return connections.readAll(connection ->
                all(connection.createStatement(Liability.SQL), Liability::of).single());
    }

    private static Mono<UsageSums> answer(Connection connection, Asked asked) {
        int limit = asked.question().limit();
        return all(asked.bound(connection, TOTAL.formatted(Figures.SUMS, asked.basis("''"))), Figures::of)
                .single()
                .flatMap(total -> rows(connection, asked)
                        .collectList()
                        .map(rows -> new UsageSums(
                                total, rows.subList(0, Math.min(limit, rows.size())), rows.size() <= limit)));
    }

    private static Flux<UsageSums.Row> rows(Connection connection, Asked asked) {
        Dimension by = asked.question().by();
        if (by == null) {
            return steps(connection, asked);
        }
        return all(asked.bound(connection, names(asked, by)).fetchSize(FETCHED), UsageSums.Row::named);
    }

    private static String names(Asked asked, Dimension by) {
        // One more than asked for, which tells whether there are others.
        long limit = asked.question().limit() + 1L;
        String ofAccounts = OF_ACCOUNTS.formatted(Figures.SUMS, asked.named(by));
        return switch (by) {
            case ACCOUNT -> ACCOUNTS.formatted(Figures.COLUMNS, ofAccounts, limit);
            case PLAN -> PLANS.formatted(Figures.SUMS, ofAccounts, limit);
            default -> NAMES.formatted(Figures.SUMS, asked.named(by), limit);
        };
    }

    private static Flux<UsageSums.Row> steps(Connection connection, Asked asked) {
        List<Instant> begins = asked.question().steps();
        // A query of its own, so that the texts are read once, not for each row.
        String step = "width_bucket(bucket, (SELECT " + asked.next() + "::text[]::timestamptz[]))";
        String sql = STEPS.formatted(Figures.SUMS, asked.basis(step));
        Statement statement = asked.bound(connection, sql)
                .bind(asked.next(), begins.stream().map(Instant::toString).toArray(String[]::new));
        return all(statement, row -> Map.entry(Objects.requireNonNull(row.get("step", Integer.class)), Figures.of(row)))
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
