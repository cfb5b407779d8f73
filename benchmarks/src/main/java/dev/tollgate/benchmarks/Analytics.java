package dev.tollgate.benchmarks;

import dev.tollgate.ledger.analytics.Dimension;
import dev.tollgate.ledger.analytics.Question;
import dev.tollgate.ledger.analytics.RollupRebuild;
import dev.tollgate.ledger.analytics.UsageAnalytics;
import dev.tollgate.ledger.analytics.UsageSums;
import dev.tollgate.ledger.database.Connections;
import dev.tollgate.ledger.database.DatabaseUrl;
import dev.tollgate.ledger.testing.TestDatabase;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.IntStream;
import reactor.core.publisher.Mono;

/** Measures questions about many rows of usage; not a test. Arguments: rows, and how often each question is asked. */
final class Analytics {

    private static final int ACCOUNTS = 10_000;
    private static final int DAYS = 20;
    private static final int SLICE = 250_000;
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final int NAMES = 100;

    /** The account of a fifth of all rows, and one of the others. */
    private static final long HOT = 1;

    private static final long USUAL = 5000;

    private static final String FILL =
            """
            INSERT INTO usage_record
            SELECT (overlay(tg_first_id(x.at)::text placing '7' || substr(md5(n::text), 1, 3) || '-8' || substr(md5(n::text), 4, 3)
                            || '-' || substr(md5(n::text), 7, 12) from 15))::uuid,
                   CASE WHEN n %% 5 = 0 THEN 1 ELSE 1 + n * 7919 %% 10000 END, x.at, x.at, 'captured', 'openai', 'chat',
                   'gpt-' || n %% 12, '', 'platform', 'reported', 'v1', 5000000, 1000000 + n %% 1000, 1200, 300,
                   '{"used":{"tokens":{"input":1200,"output":300}},"usd":0.0012,"lines":[{"kind":"input","model":"gpt","quantity":1200,"unitPrice":2.5,"per":1000000,"credits":0.03}],"attempts":[{"provider":"openai","status":200,"outcome":"completed","millis":812}],"tags":{"team":"t'
                   || n %% 40 || '"},"upstreamRequestId":"req_' || n || '","costUsd":0.001}',
                   CASE WHEN n %% 5 = 0 THEN 1 + n / 60 %% 7 ELSE 8 + n * 7919 %% 10000 END
              FROM generate_series(%d::bigint, %d) n,
                   LATERAL (SELECT '%s'::timestamptz + n * ('%d seconds'::interval / %d) AS at) x
            """;

    /** Seven of the hot account, one of each account. */
    private static final String KEYS =
            """
            INSERT INTO api_key (account_id, name, hash, prefix, last4)
            SELECT CASE WHEN n <= 7 THEN 1 ELSE n - 7 END, 'key', sha256(n::text::bytea), 'tg_live_xxxxxx', 'xxxx'
              FROM generate_series(1, %d) n ORDER BY n
            """;

    private final TestDatabase database = TestDatabase.fresh();
    private final Connections connections = new Connections(DatabaseUrl.parse(database.r2dbcUrl()), 1);
    private final UsageAnalytics analytics = new UsageAnalytics(connections);
    private final Instant from =
            LocalDate.now(ZoneOffset.UTC).minusDays(DAYS).atStartOfDay().toInstant(ZoneOffset.UTC);
    private final Instant to = from.plus(Duration.ofDays(DAYS));
    private final int rows;
    private final int rounds;

    private Analytics(int rows, int rounds) {
        this.rows = rows;
        this.rounds = rounds;
    }

    public static void main(String[] arguments) {
        Analytics run = new Analytics(Integer.parseInt(arguments[0]), Integer.parseInt(arguments[1]));
        run.run();
        System.exit(0);
    }

    private void run() {
        database.withoutWaitingForTheDisk();
        database.fill(ACCOUNTS);
        database.execute(KEYS.formatted(ACCOUNTS + 7));
        for (int first = 0; first < rows; first += SLICE) {
            database.execute(FILL.formatted(
                    first,
                    Math.min(first + SLICE, rows) - 1,
                    from,
                    Duration.ofDays(DAYS).toSeconds(),
                    rows));
        }
        database.execute("VACUUM ANALYZE");
        database.execute("UPDATE usage_rollup_state SET watermark = '" + to + "', fence_at = '" + to + "', days_to = '"
                + to + "'");
        long began = System.nanoTime();
        long cpu = database.serverCpuMicros();
        new RollupRebuild(DatabaseUrl.parse(database.r2dbcUrl())).run(day -> {});
        line(
                "sums of all rows made anew",
                (System.nanoTime() - began) / 1_000_000,
                (database.serverCpuMicros() - cpu) / 1000);
        database.execute("VACUUM ANALYZE");
        database.query("SELECT relname || ': ' || reltuples::bigint || ' rows' FROM pg_class"
                        + " WHERE relkind = 'r' AND (relname LIKE 'usage\\_rollup%' OR relname LIKE 'usage\\_record\\_%')"
                        + " ORDER BY relname")
                .forEach(System.out::println);
        questions("all rolled up");
        // The last minute of the rows is read from the log, as if it were not rolled up yet (it counts twice here), and
        // the
        // last quarter of an hour from quarters.
        database.execute("UPDATE usage_rollup_state SET watermark = timestamptz '" + to
                + "' - interval '1 minute', days_to = timestamptz '" + to + "' - interval '15 minutes'");
        questions("a minute behind");
        connections.close().block(PATIENCE);
        database.close();
    }

    private void questions(String when) {
        Question days = Question.steps(
                to,
                IntStream.range(0, DAYS)
                        .mapToObj(day -> from.plus(Duration.ofDays(day)))
                        .toList());
        measure(when + ", usual account by day", question -> analytics.ofAccount(USUAL, question), days);
        measure(when + ", hot account by day", question -> analytics.ofAccount(HOT, question), days);
        measure(when + ", all by day", analytics::ofAll, days);
        Question hours = Question.steps(
                to,
                IntStream.range(0, DAYS * 24)
                        .mapToObj(hour -> from.plus(Duration.ofHours(hour)))
                        .toList());
        measure(when + ", hot account by hour", question -> analytics.ofAccount(HOT, question), hours);
        measure(when + ", all by hour", analytics::ofAll, hours);
        for (Dimension by : List.of(Dimension.MODEL, Dimension.SOURCE, Dimension.TAG, Dimension.KEY)) {
            Question question = Question.by(by, from, to, NAMES);
            measure(when + ", usual account by " + by, asked -> analytics.ofAccount(USUAL, asked), question);
            measure(when + ", hot account by " + by, asked -> analytics.ofAccount(HOT, asked), question);
        }
        for (Dimension by : Dimension.values()) {
            measure(when + ", all by " + by, analytics::ofAll, Question.by(by, from, to, NAMES));
        }
        // Not at midnight of UTC, so that there are parts of days and quarters of an hour at both ends.
        Instant first = from.plus(Duration.ofMinutes(1095));
        Instant last = to.minus(Duration.ofMinutes(345));
        for (Dimension by : Dimension.values()) {
            measure(
                    when + ", all by " + by + " in days of +05:45",
                    analytics::ofAll,
                    Question.by(by, first, last, NAMES));
        }
        Question shifted = Question.by(Dimension.KEY, first, last, NAMES);
        measure(when + ", hot account by KEY in days of +05:45", asked -> analytics.ofAccount(HOT, asked), shifted);
        measure(
                when + ", hot account by day of +05:45",
                question -> analytics.ofAccount(HOT, question),
                Question.steps(
                        last,
                        IntStream.range(0, DAYS - 1)
                                .mapToObj(day -> first.plus(Duration.ofDays(day)))
                                .toList()));
    }

    /** Prints the median, and the processor time of PostgreSQL, which other programs on the machine stretch less. */
    private void measure(String what, Function<Question, Mono<UsageSums>> asking, Question question) {
        long[] millis = new long[rounds];
        long cpu = database.serverCpuMicros();
        for (int round = 0; round < rounds; round++) {
            long began = System.nanoTime();
            try {
                Objects.requireNonNull(asking.apply(question).block(PATIENCE));
            } catch (RuntimeException failure) {
                System.out.println("| " + what + " | not answered in time | |");
                return;
            }
            millis[round] = (System.nanoTime() - began) / 1_000_000;
        }
        Arrays.sort(millis);
        line(what, millis[rounds / 2], (database.serverCpuMicros() - cpu) / rounds / 1000);
    }

    private static void line(String what, long millis, long cpuMillis) {
        System.out.println("| " + what + " | " + millis + " ms | " + cpuMillis + " ms |");
    }
}
