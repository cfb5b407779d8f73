package dev.tollgate.ledger.analytics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.ledger.CaptureRequest;
import dev.tollgate.ledger.HoldRequest;
import dev.tollgate.ledger.LedgerDatabase;
import dev.tollgate.ledger.database.DatabaseUrl;
import dev.tollgate.ledger.testing.TestDatabase;
import dev.tollgate.ledger.usage.Basis;
import dev.tollgate.ledger.usage.Subject;
import dev.tollgate.ledger.usage.UsageRecord;
import dev.tollgate.pricing.Charge;
import dev.tollgate.pricing.Credits;
import dev.tollgate.pricing.TokenKind;
import dev.tollgate.pricing.Usage;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Every record is in the sums once, whatever happens while they are kept. */
final class RollupIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String ROLL = "SELECT behind FROM tg_roll_up('1 day', '0')";
    private static final int CALLS = 300;

    /** What the sums are, and what they should be. */
    private static final String SUMMED = "SELECT coalesce(sum(requests), 0) || ' ' || coalesce(sum(credits), 0) FROM ";

    private static final String LOGGED = "SELECT count(*) || ' ' || coalesce(sum(charged), 0) FROM usage_record";

    private final TestDatabase database = TestDatabase.fresh();

    @AfterEach
    void close() {
        database.close();
    }

    private static Mono<Long> call(LedgerDatabase node, long account, int nth) {
        UUID id = UUID.randomUUID();
        Subject subject = new Subject("openai", "chat", "gpt-" + nth % 3, "platform", "v1");
        Credits credits = Credits.ofNanos(1000 + nth);
        UsageRecord record = new UsageRecord(
                Instant.now(),
                subject,
                null,
                Basis.REPORTED,
                Usage.builder().tokens(TokenKind.INPUT, nth).build(),
                List.of(),
                new Charge(credits, BigDecimal.ONE, "v1", List.of()),
                List.of(new UsageRecord.Attempt("openai", 200, "completed", nth)),
                Map.of("job", Integer.toString(nth % 5)),
                null);
        return node.ledger()
                .hold(new HoldRequest(id, account, credits, Credits.ZERO, subject))
                .then(Mono.defer(() -> node.ledger().capture(new CaptureRequest(id, account, record))))
                .map(settled -> settled.debited().nanos());
    }

    /** Each record has one tag, or none has. */
    private void assertWhole() {
        String logged = database.query(LOGGED).get(0);
        for (String sums : List.of(
                "usage_rollup",
                "usage_rollup_house",
                "usage_rollup_tag",
                "usage_rollup_total WHERE wallet_id = 0",
                "usage_rollup_total WHERE wallet_id <> 0")) {
            assertThat(database.query(SUMMED + sums)).as(sums).containsExactly(logged);
        }
        // What is not over yet is added to the days and parts here, and by no node later.
        String next = "date_bin('1 hour', now(), 'epoch') + interval '1 hour'";
        database.execute("SELECT FROM usage_rollup_state FOR UPDATE;"
                + " SELECT tg_roll_days(days_to, " + next + ") FROM usage_rollup_state;"
                + " UPDATE usage_rollup_state SET days_to = " + next);
        for (String sums : List.of("usage_rollup_own", "usage_rollup_own_tag")) {
            assertThat(database.query(SUMMED + sums)).as(sums).containsExactly(logged);
        }
        for (int hours : new int[] {3, 24, 192}) {
            assertThat(database.query(SUMMED + "usage_rollup_account WHERE hours = " + hours))
                    .containsExactly(logged);
            for (String kind : List.of("provider", "operation", "source", "key", "tag")) {
                String sums = "usage_rollup_name WHERE hours = " + hours + " AND kind = '" + kind + "'";
                assertThat(database.query(SUMMED + sums)).as(sums).containsExactly(logged);
            }
            assertThat(database.query(
                            SUMMED + "usage_rollup_name WHERE hours = " + hours + " AND kind IN ('model', 'service')"))
                    .containsExactly(logged);
        }
    }

    /** A fence is set, then gone up to. */
    private void rollAll() {
        database.query(ROLL);
        database.query(ROLL);
        database.query(ROLL);
    }

    @Test
    void sums_are_whole_after_settlements_on_two_nodes_beside_rollups_that_are_broken_off() {
        try (LedgerDatabase one = database.open();
                LedgerDatabase other = database.open()) {
            List<Long> accounts = List.of(
                    TestDatabase.account(one, "100").id(),
                    TestDatabase.account(one, "100").id());
            AtomicBoolean done = new AtomicBoolean();
            Thread rolling = new Thread(() -> {
                for (int nth = 0; !done.get(); nth++) {
                    // Every third time it is as if the node had died before its commit.
                    database.execute(nth % 3 == 0 ? "BEGIN; " + ROLL + "; ROLLBACK" : ROLL);
                }
            });
            rolling.start();
            List<Long> debits = Objects.requireNonNull(Flux.range(1, CALLS)
                    .flatMap(nth -> call(nth % 2 == 0 ? one : other, accounts.get(nth % 2), nth), 16)
                    .collectList()
                    .block(PATIENCE));
            done.set(true);
            join(rolling);
            rollAll();

            assertThat(debits).hasSize(CALLS);
            assertThat(database.query("SELECT count(*) FROM usage_record")).containsExactly(Integer.toString(CALLS));
            assertWhole();
        }
    }

    private static void join(Thread thread) {
        try {
            thread.join(PATIENCE.toMillis());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        assertThat(thread.isAlive()).isFalse();
    }

    @Test
    void a_commit_that_comes_late_is_waited_for_and_counted_once() throws SQLException {
        try (LedgerDatabase node = database.open();
                Connection slow = DatabaseUrl.parse(database.r2dbcUrl()).connect();
                Statement statement = slow.createStatement()) {
            long account = TestDatabase.account(node, "100").id();
            long other = TestDatabase.account(node, "100").id();
            slow.setAutoCommit(false);
            // As the money functions do: the wallet first, then the time.
            statement.execute("SELECT 1 FROM wallet WHERE id = " + account + " FOR UPDATE");
            statement.execute("INSERT INTO usage_record VALUES ('" + UUID.randomUUID() + "', " + account
                    + ", now(), clock_timestamp(), 'captured', 'openai', 'chat', 'gpt', '', 'platform', 'reported', 'v1',"
                    + " 0, 77, 0, 0, '{\"tags\":{\"late\":\"yes\"}}')");
            call(node, other, 1).block(PATIENCE);
            rollAll();
            rollAll();
            assertThat(database.query(
                            "SELECT count(*) FROM usage_rollup_state, usage_record u WHERE watermark > u.settled_at"))
                    .as("the one that is under way may be older than the one that is there")
                    .containsExactly("0");
            slow.commit();
            rollAll();

            assertWhole();
            assertThat(database.query("SELECT requests FROM usage_rollup_tag WHERE tag = 'late=yes'"))
                    .containsExactly("1");
        }
    }

    @Test
    void a_record_whose_detail_cannot_be_read_is_counted_without_it() {
        try (LedgerDatabase node = database.open()) {
            long account = TestDatabase.account(node, "0").id();
            for (String detail : List.of(
                    "",
                    "no json",
                    "[]",
                    "{\"attempts\":7,\"tags\":[],\"usd\":\"x\"}",
                    "{\"tags\":{\"a\":\"\\u0000\"}}")) {
                database.execute("INSERT INTO usage_record VALUES ('" + UUID.randomUUID() + "', " + account
                        + ", now(), now(), 'captured', 'openai', 'chat', repeat('ü', 5000), '', 'platform', 'reported', 'v1',"
                        + " 0, 3, 9223372036854775807, 9223372036854775807, '" + detail + "')");
            }
            rollAll();

            assertThat(database.query(SUMMED + "usage_rollup")).containsExactly("5 15");
            assertThat(database.query("SELECT sum(requests) FROM usage_rollup_tag"))
                    .containsExactly("1");
        }
    }

    @Test
    void sums_that_were_spoilt_are_made_anew_beside_a_node() {
        try (LedgerDatabase node = database.open()) {
            long account = TestDatabase.account(node, "100").id();
            Flux.range(1, 20).concatMap(nth -> call(node, account, nth)).blockLast(PATIENCE);
            rollAll();
            database.execute("UPDATE usage_rollup SET credits = 7, requests = 1; DELETE FROM usage_rollup_house;"
                    + " UPDATE usage_rollup_total SET credits = credits + 1 WHERE wallet_id = 0;"
                    + " INSERT INTO usage_rollup_account SELECT DISTINCT 24, date_bin('1 day', bucket, 'epoch') - interval '3 days', wallet_id,"
                    + " 9, 9, 9, 9, 9, 9, 9, 9, 9, 9 FROM usage_rollup_total");

            RollupRebuild.Result result = new RollupRebuild(DatabaseUrl.parse(database.r2dbcUrl())).run(day -> {});

            assertThat(result.days()).isGreaterThanOrEqualTo(4);
            assertWhole();
        }
    }

    @Test
    void days_and_parts_follow_the_quarters_in_steps_of_any_length() {
        try (LedgerDatabase node = database.open()) {
            List<Long> accounts = List.of(
                    TestDatabase.account(node, "0").id(),
                    TestDatabase.account(node, "0").id());
            Instant from = Instant.parse("2025-10-22T07:00:00Z");
            Random random = new Random(4711);
            PastUsage.insert(
                    database,
                    IntStream.range(0, 500)
                            .mapToObj(n -> PastUsage.random(random, accounts, from, from.plus(Duration.ofDays(9))))
                            .map(usage -> usage.tagged(Map.of("job", "1")))
                            .toList());
            database.execute("UPDATE usage_rollup_state SET watermark = '" + from + "', days_to = '" + from
                    + "', fence_at = '" + from.plus(Duration.ofDays(10)) + "', fence = '3'");
            for (String step : List.of("10 seconds", "1 hour 7 minutes", "3 days 5 hours", "3 years", "3 years")) {
                database.query("SELECT behind FROM tg_roll_up('" + step + "', '0')");
            }
            rollAll();

            assertThat(database.query(
                            "SELECT days_to = date_bin('15 minutes', watermark, 'epoch') FROM usage_rollup_state"))
                    .containsExactly("t");
            assertWhole();
        }
    }

    @Test
    void books_that_were_brought_to_another_server_are_summed_on() {
        try (LedgerDatabase node = database.open()) {
            long account = TestDatabase.account(node, "100").id();
            database.execute(
                    "UPDATE usage_rollup_state SET fence = '9000000000000000000', fence_at = now() + interval '1 hour'");
            call(node, account, 1).block(PATIENCE);
            rollAll();

            assertWhole();
        }
    }
}
