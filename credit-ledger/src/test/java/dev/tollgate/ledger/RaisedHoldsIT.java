package dev.tollgate.ledger;

import static dev.tollgate.ledger.Calls.capture;
import static dev.tollgate.ledger.Calls.credits;
import static dev.tollgate.ledger.Calls.grant;
import static dev.tollgate.ledger.Calls.hold;
import static dev.tollgate.ledger.Calls.raise;
import static dev.tollgate.ledger.Calls.release;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.ledger.key.Budget;
import dev.tollgate.ledger.key.KeyTerms;
import dev.tollgate.ledger.key.Run;
import dev.tollgate.ledger.testing.TestDatabase;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;

/** Calls that cost more than was thought while they run. The books are checked after every test. */
final class RaisedHoldsIT extends LedgerTest {

    private HoldRequest held(String funds, String amount) {
        HoldRequest request = hold(TestDatabase.account(node, funds).id(), amount);
        assertThat(holds(request)).isEqualTo(HoldResult.Status.PLACED);
        return request;
    }

    private RaiseResult.Status raised(HoldRequest request, String amount) {
        return now(node.ledger().raise(raise(request, amount))).status();
    }

    private String amount(HoldRequest request) {
        return database.query("SELECT amount FROM hold WHERE id = '" + request.id() + "'")
                .get(0);
    }

    @Test
    void take_what_is_more_from_what_is_free_once() {
        HoldRequest call = held("10", "2");
        RaiseResult first = now(node.ledger().raise(raise(call, "5")));
        assertThat(first.status()).isEqualTo(RaiseResult.Status.RAISED);
        assertThat(first.balance().available()).isEqualTo(credits("5"));
        assertThat(first.balance().onHold()).isEqualTo(credits("5"));
        assertThat(raised(call, "5")).as("again").isEqualTo(RaiseResult.Status.RAISED);
        assertThat(raised(call, "1")).as("never less").isEqualTo(RaiseResult.Status.RAISED);
        assertThat(amount(call)).isEqualTo("5000000000");

        now(node.ledger().capture(capture(call, "4.5")));
        assertThat(funds(call.account()).available()).isEqualTo(credits("5.5"));
        assertThat(database.query(
                        "SELECT hold || ' ' || charged FROM usage_record WHERE request_id = '" + call.id() + "'"))
                .containsExactly("5000000000 4500000000");
    }

    @Test
    void take_all_of_it_or_nothing() {
        HoldRequest call = held("10", "2");
        assertThat(raised(call, "10.000000001")).isEqualTo(RaiseResult.Status.INSUFFICIENT);
        assertThat(amount(call)).isEqualTo("2000000000");
        assertThat(funds(call.account()).available()).isEqualTo(credits("8"));
        assertThat(raised(call, "10")).isEqualTo(RaiseResult.Status.RAISED);
        assertThat(funds(call.account()).available()).isEqualTo(credits("0"));
    }

    @Test
    void spend_in_the_order_of_grants_and_give_back_to_each_its_own() {
        long account = TestDatabase.account(node, "0").id();
        now(node.ledger().grant(grant(account, "first", "3", null)));
        now(node.ledger().grant(grant(account, "second", "4", null)));
        HoldRequest call = hold(account, "2");
        assertThat(holds(call)).isEqualTo(HoldResult.Status.PLACED);
        assertThat(raised(call, "6")).isEqualTo(RaiseResult.Status.RAISED);
        assertThat(database.query("SELECT cardinality(parts) FROM hold WHERE id = '" + call.id() + "'"))
                .as("a part for each grant")
                .containsExactly("4");
        now(node.ledger().release(release(call)));
        assertThat(funds(account).available()).isEqualTo(credits("7"));
    }

    @Test
    void wait_for_what_other_calls_hold() {
        HoldRequest call = held("10", "2");
        HoldRequest other = hold(call.account(), "7");
        assertThat(holds(other)).isEqualTo(HoldResult.Status.PLACED);
        assertThat(raised(call, "5")).isEqualTo(RaiseResult.Status.ON_HOLD);
        assertThat(raised(call, "10.1")).isEqualTo(RaiseResult.Status.INSUFFICIENT);
        now(node.ledger().release(release(other)));
        assertThat(raised(call, "5")).isEqualTo(RaiseResult.Status.RAISED);
    }

    @Test
    void take_nothing_that_is_for_other_models_or_over_or_still_to_come() {
        long account = TestDatabase.account(node, "2").id();
        HoldRequest call = hold(account, "2");
        assertThat(holds(call)).isEqualTo(HoldResult.Status.PLACED);
        now(node.ledger()
                .grant(new GrantRequest(
                        account,
                        GrantRequest.Source.PROMO,
                        "other",
                        credits("5"),
                        "test",
                        new GrantTerms(BigDecimal.ZERO, List.of("o3"), null, null))));
        now(node.ledger().grant(grant(account, "over", "5", Instant.EPOCH)));
        assertThat(raised(call, "3")).isEqualTo(RaiseResult.Status.INSUFFICIENT);
        now(node.ledger().grant(grant(account, "now", "1", null)));
        assertThat(raised(call, "3")).isEqualTo(RaiseResult.Status.RAISED);
    }

    @Test
    void take_the_free_credits_of_a_day_that_has_begun() {
        long account = TestDatabase.account(node, "2").id();
        HoldRequest call = hold(account, "2");
        assertThat(holds(call)).isEqualTo(HoldResult.Status.PLACED);
        now(node.ledger().daily(account, new DailyCredits(credits("5"), ZoneId.of("UTC"), false)));
        database.execute("UPDATE wallet SET daily_next = '-infinity' WHERE id = " + account);
        assertThat(raised(call, "6")).isEqualTo(RaiseResult.Status.RAISED);
    }

    @Test
    void stand_when_their_node_is_lost_and_are_charged_by_what_was_known() {
        HoldRequest call = held("10", "2");
        assertThat(raised(call, "6")).isEqualTo(RaiseResult.Status.RAISED);
        now(node.ledger()
                .extend(List.of(new HoldProgress(
                        call.id(),
                        HoldProgress.Stage.STREAMING,
                        capture(call, "5").record())))
                .thenReturn(true));
        database.execute("UPDATE hold SET expires_at = now() WHERE id = '" + call.id() + "'");
        eventually(() -> funds(call.account()).available().equals(credits("5")));
        assertThat(raised(call, "7")).as("lost").isEqualTo(RaiseResult.Status.GONE);
        now(node.ledger().capture(capture(call, "5.5")));
        assertThat(funds(call.account()).available()).isEqualTo(credits("4.5"));
    }

    @Test
    void end_with_their_call() {
        HoldRequest captured = held("10", "2");
        now(node.ledger().capture(capture(captured, "1")));
        assertThat(raised(captured, "5")).isEqualTo(RaiseResult.Status.GONE);
        assertThat(funds(captured.account()).available()).isEqualTo(credits("9"));
        HoldRequest strange = hold(captured.account(), "2");
        assertThat(raised(strange, "5")).isEqualTo(RaiseResult.Status.GONE);
    }

    @Test
    void are_not_an_account_of_somebody_else() {
        HoldRequest call = held("10", "2");
        long other = TestDatabase.account(node, "10").id();
        RaiseResult answer = now(node.ledger()
                .raise(new RaiseRequest(
                        call.id(), other, credits("5"), call.subject().model())));
        assertThat(answer.status()).isEqualTo(RaiseResult.Status.GONE);
        assertThat(amount(call)).isEqualTo("2000000000");
    }

    @Test
    void are_refused_where_the_account_is_frozen_or_owes_what_is_free() {
        HoldRequest frozen = held("10", "2");
        now(node.ledger().freeze(frozen.account(), true, "test"));
        assertThat(raised(frozen, "3")).isEqualTo(RaiseResult.Status.FROZEN);
        assertThat(raised(frozen, "2")).as("nothing more").isEqualTo(RaiseResult.Status.RAISED);

        HoldRequest call = held("10", "2");
        HoldRequest dear = hold(call.account(), "1");
        assertThat(holds(dear)).isEqualTo(HoldResult.Status.PLACED);
        now(node.ledger().capture(capture(dear, "12")));
        assertThat(funds(call.account()).debt()).isNotEqualTo(credits("0"));
        assertThat(raised(call, "2.1")).isEqualTo(RaiseResult.Status.INSUFFICIENT);
    }

    @Test
    void count_in_the_budget_of_their_key() {
        long account = TestDatabase.account(node, "100").id();
        String id = now(node.accountKeys()
                        .create(account, KeyTerms.named("test").withBudgets(Map.of(Budget.Period.DAY, credits("5")))))
                .id();
        BudgetKey key =
                new BudgetKey(account, now(node.accountKeys().find(account, id)).number(), id);
        HoldRequest call = key.hold("2");
        assertThat(holds(call)).isEqualTo(HoldResult.Status.PLACED);
        assertThat(raised(call, "5.1")).isEqualTo(RaiseResult.Status.BUDGET);
        assertThat(raised(call, "4")).isEqualTo(RaiseResult.Status.RAISED);
        assertThat(holds(key.hold("1.1"))).isEqualTo(HoldResult.Status.BUDGET);
        now(node.ledger().capture(capture(call, "3")));
        assertThat(holds(key.hold("2"))).isEqualTo(HoldResult.Status.PLACED);
    }

    @Test
    void count_in_the_budget_of_their_run() {
        long account = TestDatabase.account(node, "100").id();
        String id =
                now(node.accountKeys().create(account, KeyTerms.named("test"))).id();
        BudgetKey key =
                new BudgetKey(account, now(node.accountKeys().find(account, id)).number(), id);
        HoldRequest call = key.hold("2", new Run("r", credits("3")));
        assertThat(holds(call)).isEqualTo(HoldResult.Status.PLACED);
        assertThat(raised(call, "3.1")).isEqualTo(RaiseResult.Status.RUN_BUDGET);
        assertThat(raised(call, "3")).isEqualTo(RaiseResult.Status.RAISED);
    }

    @Test
    void of_many_at_once_get_no_more_than_there_is() {
        long account = TestDatabase.account(node, "100").id();
        List<HoldRequest> calls =
                IntStream.range(0, 50).mapToObj(i -> hold(account, "1")).toList();
        calls.forEach(call -> assertThat(holds(call)).isEqualTo(HoldResult.Status.PLACED));
        List<RaiseResult> answers = now(Flux.range(0, 50)
                .flatMap(i -> (i % 2 == 0 ? node : otherNode).ledger().raise(raise(calls.get(i), "4")), 50)
                .collectList());
        // 50 are free, and each wants 3 more; the others wait for them.
        assertThat(answers.stream().filter(answer -> answer.status() == RaiseResult.Status.RAISED))
                .hasSize(16);
        assertThat(funds(account).available()).isEqualTo(credits("2"));
        assertThat(funds(account).onHold()).isEqualTo(credits("98"));
    }
}
