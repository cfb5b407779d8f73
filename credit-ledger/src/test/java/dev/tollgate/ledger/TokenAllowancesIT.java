package dev.tollgate.ledger;

import static dev.tollgate.ledger.Calls.capture;
import static dev.tollgate.ledger.Calls.hold;
import static dev.tollgate.ledger.Calls.release;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.ledger.TokenAllowances.Answer;
import dev.tollgate.ledger.TokenAllowances.Request;
import dev.tollgate.ledger.TokenAllowances.Status;
import dev.tollgate.ledger.plan.PlanTerms;
import dev.tollgate.ledger.plan.TokenCount;
import dev.tollgate.ledger.testing.TestDatabase;
import dev.tollgate.ledger.usage.UsageRecord;
import dev.tollgate.pricing.Plan;
import dev.tollgate.pricing.TokenKind;
import dev.tollgate.pricing.Usage;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;

/** Tokens of a month: never more than the plan allows, whatever runs at the same time. A call of the tests uses 15. */
final class TokenAllowancesIT extends LedgerTest {

    private static final PlanTerms FREE = PlanTerms.of(new Plan("free", List.of(), Plan.Limits.NONE, List.of()));

    private static final int CALLERS = 40;

    private long account() {
        long account = TestDatabase.account(node, "1000").id();
        assertThat(now(node.ledger().startPlan(account, FREE, ZoneId.of("UTC"))))
                .isTrue();
        return account;
    }

    /** As the gateway makes them: they begin with the time (UUID version 7). */
    private static UUID id() {
        return new UUID(
                Instant.now().toEpochMilli() << 16 | 0x7000, UUID.randomUUID().getLeastSignificantBits());
    }

    private Answer allow(UUID id, long account, long tokens, long limit) {
        return now(node.tokens().allow(new Request(id, account, tokens, limit)));
    }

    private void settle(UUID id, long account) {
        node.tokens().settle(id, account).block(PATIENCE);
    }

    private TokenCount count(long account) {
        return now(node.plans().tokens(account));
    }

    /** A whole call: admitted, captured and counted. */
    private void call(long account, long limit) {
        UUID id = id();
        assertThat(allow(id, account, 100, limit).status()).isEqualTo(Status.ALLOWED);
        HoldRequest held = hold(id, account, "1");
        now(node.ledger().hold(held));
        now(node.ledger().capture(capture(held, "1")));
        settle(id, account);
    }

    @Test
    void of_64_calls_at_once_on_two_nodes_as_many_pass_as_the_month_has_tokens_for() {
        long account = account();
        List<Answer> answers = now(Flux.fromStream(IntStream.range(0, 64)
                        .mapToObj(i ->
                                (i % 2 == 0 ? node : otherNode).tokens().allow(new Request(id(), account, 100, 1_099))))
                .flatMap(mono -> mono, 64)
                .collectList());
        assertThat(answers.stream().filter(answer -> answer.status() == Status.ALLOWED))
                .hasSize(10);
        assertThat(answers.stream().filter(answer -> answer.status() == Status.ON_HOLD))
                .hasSize(54);
        assertThat(count(account)).isEqualTo(new TokenCount(0, 0, 1_000));
    }

    @Test
    void what_a_call_has_used_takes_the_place_of_what_was_set_aside() {
        long account = account();
        call(account, 115);
        assertThat(count(account)).isEqualTo(new TokenCount(15, 15, 0));
        assertThat(allow(id(), account, 100, 115).status()).isEqualTo(Status.ALLOWED);
        assertThat(allow(id(), account, 1, 115).status()).isEqualTo(Status.ON_HOLD);
        Answer refused = allow(id(), account, 101, 115);
        assertThat(refused.status()).isEqualTo(Status.USED_UP);
        assertThat(refused.used()).isEqualTo(15);
        assertThat(refused.renewsAt()).isEqualTo(now(node.plans().of(account)).monthUntil());
    }

    @Test
    void a_call_that_is_refused_or_costs_nothing_gives_its_tokens_back() {
        long account = account();
        UUID refused = id();
        allow(refused, account, 100, 100);
        settle(refused, account);
        settle(refused, account);
        UUID released = id();
        assertThat(allow(released, account, 100, 100).status()).isEqualTo(Status.ALLOWED);
        HoldRequest held = hold(released, account, "1");
        now(node.ledger().hold(held));
        settle(released, account);
        assertThat(count(account).reserved()).as("the call still runs").isEqualTo(100);
        now(node.ledger().release(release(held)));
        settle(released, account);
        assertThat(count(account).reserved()).isZero();
    }

    @Test
    void the_same_call_again_takes_no_more() {
        long account = account();
        UUID id = id();
        allow(id, account, 60, 100);
        assertThat(allow(id, account, 60, 100).status()).isEqualTo(Status.ALLOWED);
        assertThat(count(account).reserved()).isEqualTo(60);
    }

    @Test
    void calls_of_a_node_that_died_are_counted_by_the_sweeper() {
        long account = account();
        UUID settled = id();
        allow(settled, account, 100, 200);
        HoldRequest held = hold(settled, account, "1");
        now(node.ledger().hold(held));
        now(node.ledger().capture(capture(held, "1")));
        allow(id(), account, 100, 200);
        database.execute("UPDATE token_hold SET at = now() - interval '2 minutes' WHERE wallet_id = " + account);
        eventually(() -> count(account).reserved() == 0);
        assertThat(allow(id(), account, 185, 200).used()).isEqualTo(15);
    }

    @Test
    void a_new_month_begins_at_nothing_and_a_call_counts_in_the_one_in_which_it_began() {
        long account = account();
        call(account, 1_000);
        UUID across = id();
        allow(across, account, 100, 1_000);
        HoldRequest held = hold(across, account, "1");
        now(node.ledger().hold(held));
        String next = now(node.plans().of(account)).monthUntil().toString();
        assertThat(database.query("SELECT status || ' ' || used || ' ' || on_hold FROM tg_allow_tokens(ARRAY['" + id()
                        + "'::uuid], ARRAY[" + account + "::bigint], ARRAY[1000::bigint], ARRAY[1000::bigint], '" + next
                        + "')"))
                .containsExactly("ALLOWED 0 1000");
        now(node.ledger().capture(capture(held, "1")));
        settle(across, account);
        assertThat(database.query(
                        "SELECT tokens_used || ' ' || tokens_held FROM account_plan WHERE wallet_id = " + account))
                .containsExactly("0 1000");
    }

    /** The old month has tokens for one more call when calls of its last second and of the new month's first come at once. */
    @Test
    void of_calls_at_once_over_the_end_of_a_month_as_many_pass_as_each_month_has_tokens_for() throws Exception {
        long account = account();
        Instant next = now(node.plans().of(account)).monthUntil();
        for (int i = 0; i < 9; i++) {
            assertThat(allowAt(account, next.minusSeconds(1))).isEqualTo("ALLOWED");
        }
        ExecutorService callers = Executors.newFixedThreadPool(CALLERS);
        try {
            CountDownLatch all = new CountDownLatch(CALLERS);
            List<Future<String>> answers = IntStream.range(0, CALLERS)
                    .mapToObj(i -> callers.submit(() -> {
                        all.countDown();
                        all.await();
                        return allowAt(account, i < CALLERS / 2 ? next.minusSeconds(1) : next);
                    }))
                    .toList();
            int allowed = 0;
            for (Future<String> answer : answers) {
                allowed += answer.get().equals("ALLOWED") ? 1 : 0;
            }
            List<String> months = database.query("SELECT count(*) FROM token_hold WHERE wallet_id = " + account
                    + " GROUP BY month_from ORDER BY month_from");
            assertThat(months).hasSize(2);
            assertThat(months.get(0)).as("the old month").isIn("9", "10");
            assertThat(months.get(1)).as("the new month").isEqualTo("10");
            assertThat(allowed).isEqualTo(Integer.parseInt(months.get(0)) + 1);
        } finally {
            callers.shutdownNow();
        }
        assertThat(database.query("SELECT tokens_held FROM account_plan WHERE wallet_id = " + account))
                .containsExactly("1000");
    }

    private String allowAt(long account, Instant at) {
        return database.query("SELECT status FROM tg_allow_tokens(ARRAY['" + id() + "'::uuid], ARRAY[" + account
                        + "::bigint], ARRAY[100::bigint], ARRAY[1099::bigint], '" + at + "')")
                .get(0);
    }

    @Test
    void a_change_of_plan_counts_what_was_used_under_all_plans_of_the_month() {
        long account = account();
        UUID unlimited = id();
        HoldRequest held = hold(unlimited, account, "1");
        now(node.ledger().hold(held));
        now(node.ledger().capture(capture(held, "1")));
        assertThat(allow(id(), account, 86, 100).status()).isEqualTo(Status.USED_UP);
        UUID running = id();
        assertThat(allow(running, account, 85, 100).status()).isEqualTo(Status.ALLOWED);
        database.execute("SELECT tg_set_plan(" + account + ", 'other', false, 'infinity')");
        Answer after = allow(id(), account, 1, 100);
        assertThat(after).isEqualTo(new Answer(Status.ON_HOLD, 15, 85, after.renewsAt()));
    }

    @Test
    void nobody_has_tokens_without_an_account() {
        assertThat(allow(id(), Long.MAX_VALUE, 1, 100).status()).isEqualTo(Status.NO_ACCOUNT);
    }

    @Test
    void tokens_of_other_models_within_a_call_count_too() {
        long account = account();
        UUID id = id();
        assertThat(allow(id, account, 100, 1_000).status()).isEqualTo(Status.ALLOWED);
        HoldRequest held = hold(id, account, "1");
        now(node.ledger().hold(held));
        CaptureRequest plain = capture(held, "1");
        UsageRecord told = plain.record();
        Usage advice = Usage.builder()
                .tokens(TokenKind.INPUT, 100)
                .tokens(TokenKind.OUTPUT, 7)
                .build();
        now(node.ledger()
                .capture(new CaptureRequest(
                        plain.hold(),
                        account,
                        new UsageRecord(
                                told.at(),
                                told.subject(),
                                told.answeredModel(),
                                told.basis(),
                                told.usage(),
                                List.of(new UsageRecord.Additional("advisor_message", "advisor", advice)),
                                told.charge(),
                                told.attempts(),
                                told.tags(),
                                told.upstreamRequestId()))));
        settle(id, account);
        assertThat(count(account)).isEqualTo(new TokenCount(122, 122, 0));
        assertThat(allow(id(), account, 1, 1_000).used()).isEqualTo(122);
    }

    private String counted(long account) {
        return database.query("SELECT coalesce(tokens_from::text, 'anew') || ' ' || tokens_used FROM account_plan"
                        + " WHERE wallet_id = " + account)
                .get(0);
    }

    @Test
    void a_plan_that_stays_the_same_is_not_counted_anew() {
        long account = account();
        call(account, 1_000);
        String before = counted(account);
        assertThat(before).endsWith(" 15").doesNotStartWith("anew");
        database.execute("SELECT tg_set_plan(" + account + ", 'free', false, 'infinity')");
        database.execute("SELECT tg_set_plan(" + account + ", 'free', true, 'infinity')");
        assertThat(counted(account)).isEqualTo(before);
        database.execute("SELECT tg_set_plan(" + account + ", 'other', false, 'infinity')");
        assertThat(counted(account)).startsWith("anew");
    }

    @Test
    void counts_are_the_same_before_and_after_calls_are_summed() {
        long account = account();
        call(account, 1_000);
        call(account, 1_000);
        assertThat(count(account)).isEqualTo(new TokenCount(30, 30, 0));
        database.query("SELECT tg_roll_up('1 day', '0')"); // makes a fence
        eventually(() -> {
            database.query("SELECT tg_roll_up('1 day', '0')");
            return database.query("SELECT sum(requests) FROM usage_rollup WHERE wallet_id = " + account)
                    .contains("2");
        });
        assertThat(count(account)).isEqualTo(new TokenCount(30, 30, 0));
        database.execute("SELECT tg_set_plan(" + account + ", 'other', false, 'infinity')");
        assertThat(allow(id(), account, 1, 1_000).used()).isEqualTo(30);
    }
}
