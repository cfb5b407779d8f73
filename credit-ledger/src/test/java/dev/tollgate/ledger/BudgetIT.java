package dev.tollgate.ledger;

import static dev.tollgate.ledger.Calls.capture;
import static dev.tollgate.ledger.Calls.credits;
import static dev.tollgate.ledger.Calls.release;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.ledger.key.Budget;
import dev.tollgate.ledger.key.Budget.Period;
import dev.tollgate.ledger.key.KeyDetails;
import dev.tollgate.ledger.key.KeyTerms;
import dev.tollgate.ledger.key.Run;
import dev.tollgate.ledger.testing.TestDatabase;
import dev.tollgate.pricing.Credits;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;

/** What keys and runs may spend. The books are checked after every test. */
final class BudgetIT extends LedgerTest {

    private BudgetKey key(String funds, Map<Period, Credits> budgets) {
        return key(TestDatabase.account(node, funds).id(), budgets);
    }

    private BudgetKey key(long account, Map<Period, Credits> budgets) {
        String id = now(node.accountKeys()
                        .create(account, KeyTerms.named("test").withBudgets(budgets)))
                .id();
        return new BudgetKey(account, details(account, id).number(), id);
    }

    private KeyDetails details(long account, String id) {
        return now(node.accountKeys().find(account, id));
    }

    private Budget budget(BudgetKey key, Period period) {
        return details(key.account(), key.id()).budgets().stream()
                .filter(budget -> budget.period() == period)
                .findFirst()
                .orElseThrow();
    }

    private void captured(HoldRequest request, String amount) {
        now(node.ledger().capture(capture(request, amount)));
    }

    @Test
    void of_64_calls_at_once_on_two_nodes_as_many_pass_as_the_budget_allows() {
        BudgetKey key = key("1000", Map.of(Period.DAY, credits("10"), Period.MONTH, credits("500")));
        List<HoldResult> results = now(Flux.fromStream(IntStream.range(0, 64)
                        .mapToObj(i -> (i % 2 == 0 ? node : otherNode).ledger().hold(key.hold("1"))))
                .flatMap(hold -> hold, 64)
                .collectList());
        assertThat(results.stream().filter(HoldResult::placed)).hasSize(10);
        assertThat(results.stream().filter(result -> result.status() == HoldResult.Status.BUDGET))
                .hasSize(54)
                .allSatisfy(result -> {
                    Budget refusing = Objects.requireNonNull(result.budget());
                    assertThat(refusing.period()).isEqualTo(Period.DAY);
                    assertThat(refusing.limit()).isEqualTo(credits("10"));
                    assertThat(refusing.renews()).isNotNull();
                });
        assertThat(budget(key, Period.MONTH).held()).isEqualTo(credits("10"));
    }

    @Test
    void what_a_call_does_not_use_is_free_again_and_what_it_costs_above_its_hold_counts_whole() {
        BudgetKey key = key("1000", Map.of(Period.TOTAL, credits("10")));
        HoldRequest cheap = key.hold("8");
        assertThat(holds(cheap)).isEqualTo(HoldResult.Status.PLACED);
        assertThat(holds(key.hold("3"))).isEqualTo(HoldResult.Status.BUDGET);
        captured(cheap, "1");
        HoldRequest dear = key.hold("9");
        assertThat(holds(dear)).isEqualTo(HoldResult.Status.PLACED);
        captured(dear, "12");
        assertThat(budget(key, Period.TOTAL).used()).isEqualTo(credits("13"));
        assertThat(budget(key, Period.TOTAL).left()).isEqualTo(Credits.ZERO);
        assertThat(holds(key.hold("0.000000001"))).isEqualTo(HoldResult.Status.BUDGET);
        assertThat(holds(key.hold("0"))).as("what costs nothing").isEqualTo(HoldResult.Status.PLACED);
        HoldRequest released =
                key(key.account(), Map.of(Period.DAY, credits("2"))).hold("2");
        now(node.ledger().hold(released));
        now(node.ledger().release(release(released)));
    }

    @Test
    void a_budget_is_of_its_key_only() {
        BudgetKey poor = key("1000", Map.of(Period.TOTAL, credits("1")));
        BudgetKey rich = key(poor.account(), Map.of());
        assertThat(holds(poor.hold("2"))).isEqualTo(HoldResult.Status.BUDGET);
        assertThat(holds(rich.hold("2"))).isEqualTo(HoldResult.Status.PLACED);
        assertThat(holds(Calls.hold(poor.account(), "2"))).isEqualTo(HoldResult.Status.PLACED);
    }

    @Test
    void who_has_no_money_is_told_that_and_not_that_there_is_a_budget() {
        BudgetKey key = key("1", Map.of(Period.TOTAL, credits("1")));
        assertThat(holds(key.hold("2"))).isEqualTo(HoldResult.Status.INSUFFICIENT);
    }

    @Test
    void spends_come_from_budgets_too() {
        BudgetKey key = key("1000", Map.of(Period.DAY, credits("3")));
        assertThat(now(node.ledger().spend(key.spend("2", null, false))).status())
                .isEqualTo(SpendResult.Status.SPENT);
        for (boolean dry : new boolean[] {true, false}) {
            SpendResult refused = now(node.ledger().spend(key.spend("2", null, dry)));
            assertThat(refused.status()).isEqualTo(SpendResult.Status.BUDGET);
            assertThat(Objects.requireNonNull(refused.budget()).used()).isEqualTo(credits("2"));
            assertThat(refused.debited()).isEqualTo(Credits.ZERO);
        }
        assertThat(holds(key.hold("1.5"))).isEqualTo(HoldResult.Status.BUDGET);
        assertThat(now(node.ledger().spend(key.spend("1", null, true))).status())
                .isEqualTo(SpendResult.Status.AFFORDABLE);
    }

    @Test
    void a_budget_that_is_set_while_calls_run_counts_them() {
        BudgetKey key = key("1000", Map.of());
        HoldRequest running = key.hold("4");
        now(node.ledger().hold(running));
        change(key, Map.of(Period.TOTAL, credits("5")));
        assertThat(budget(key, Period.TOTAL).held()).isEqualTo(credits("4"));
        assertThat(holds(key.hold("2"))).isEqualTo(HoldResult.Status.BUDGET);
        captured(running, "3");
        assertThat(budget(key, Period.TOTAL).used()).isEqualTo(credits("3"));
        change(key, Map.of(Period.TOTAL, credits("4")));
        assertThat(holds(key.hold("2"))).as("what is used stays used").isEqualTo(HoldResult.Status.BUDGET);
        change(key, Map.of());
        assertThat(holds(key.hold("2"))).isEqualTo(HoldResult.Status.PLACED);
    }

    private void change(BudgetKey key, Map<Period, Credits> budgets) {
        KeyTerms terms = new KeyTerms(null, null, null, null, null, budgets);
        assertThat(now(otherNode.accountKeys().change(key.account(), key.id(), terms)))
                .isTrue();
    }

    @Test
    void an_abandoned_call_gives_back_what_it_had_not_cost() {
        BudgetKey key = key("1000", Map.of(Period.TOTAL, credits("10")));
        HoldRequest lost = key.hold("8");
        now(node.ledger().hold(lost));
        now(node.ledger()
                .extend(List.of(new HoldProgress(
                        lost.id(),
                        HoldProgress.Stage.STREAMING,
                        capture(lost, "3").record())))
                .thenReturn(true));
        database.execute("UPDATE hold SET expires_at = clock_timestamp() WHERE id = '" + lost.id() + "'");
        while (budget(key, Period.TOTAL).held().equals(credits("8"))) {
            Thread.onSpinWait();
        }
        assertThat(budget(key, Period.TOTAL).held()).isEqualTo(credits("3"));
        captured(lost, "5");
        assertThat(budget(key, Period.TOTAL).used()).isEqualTo(credits("5"));
        assertThat(budget(key, Period.TOTAL).held()).isEqualTo(Credits.ZERO);
    }

    @Test
    void a_new_day_begins_anew_and_a_call_counts_on_the_day_on_which_it_ends() {
        BudgetKey key = key("1000", Map.of(Period.DAY, credits("10"), Period.TOTAL, credits("100")));
        HoldRequest overnight = key.hold("4");
        now(node.ledger().hold(overnight));
        captured(spent(key, "6"), "6");
        assertThat(holds(key.hold("1"))).isEqualTo(HoldResult.Status.BUDGET);

        theDayIsOver(key);

        assertThat(budget(key, Period.DAY).used()).isEqualTo(Credits.ZERO);
        assertThat(budget(key, Period.DAY).held()).isEqualTo(credits("4"));
        assertThat(holds(key.hold("7"))).as("the running call is held still").isEqualTo(HoldResult.Status.BUDGET);
        captured(overnight, "4");
        assertThat(budget(key, Period.DAY).used()).isEqualTo(credits("4"));
        assertThat(budget(key, Period.TOTAL).used()).isEqualTo(credits("10"));
        assertThat(holds(key.hold("6"))).isEqualTo(HoldResult.Status.PLACED);
    }

    private HoldRequest spent(BudgetKey key, String amount) {
        HoldRequest request = key.hold(amount);
        assertThat(holds(request)).isEqualTo(HoldResult.Status.PLACED);
        return request;
    }

    /** As if its end had come. */
    private void theDayIsOver(BudgetKey key) {
        database.execute(
                "UPDATE budget SET until = clock_timestamp() WHERE period = 'day' AND key_id = " + key.number());
    }

    @Test
    void a_run_may_cost_what_its_first_call_says() {
        BudgetKey key = key("1000", Map.of());
        assertThat(holds(key.hold("3", new Run("r", credits("2.5"))))).isEqualTo(HoldResult.Status.BUDGET);
        assertThat(holds(key.hold("2", new Run("r", credits("2.5"))))).isEqualTo(HoldResult.Status.PLACED);
        HoldResult refused = now(otherNode.ledger().hold(key.hold("1", new Run("r", null))));
        assertThat(refused.status()).isEqualTo(HoldResult.Status.BUDGET);
        assertThat(Objects.requireNonNull(refused.budget()).period()).isEqualTo(Period.RUN);
        assertThat(refused.budget().limit()).isEqualTo(credits("2.5"));
        assertThat(refused.budget().renews()).isNull();
        assertThat(holds(key.hold("1", new Run("R", null)))).as("another run").isEqualTo(HoldResult.Status.PLACED);
        assertThat(holds(key(key.account(), Map.of()).hold("1", new Run("r", null))))
                .as("another key's run")
                .isEqualTo(HoldResult.Status.PLACED);
    }

    @Test
    void the_budget_of_a_run_can_be_lowered_and_not_raised() {
        BudgetKey key = key("1000", Map.of());
        assertThat(holds(key.hold("1", new Run("r", credits("5"))))).isEqualTo(HoldResult.Status.PLACED);
        assertThat(holds(key.hold("5", new Run("r", credits("50"))))).isEqualTo(HoldResult.Status.BUDGET);
        assertThat(holds(key.hold("1", new Run("r", credits("2"))))).isEqualTo(HoldResult.Status.PLACED);
        assertThat(holds(key.hold("1", new Run("r", credits("5"))))).isEqualTo(HoldResult.Status.BUDGET);
    }

    @Test
    void of_many_first_calls_of_a_run_at_once_as_many_pass_as_its_budget_allows() {
        BudgetKey key = key("1000", Map.of(Period.DAY, credits("500")));
        List<HoldResult> results =
                now(Flux.fromStream(IntStream.range(0, 64).mapToObj(i -> (i % 2 == 0 ? node : otherNode)
                                .ledger()
                                .hold(key.hold("1", new Run("storm", credits("7"))))))
                        .flatMap(hold -> hold, 64)
                        .collectList());
        assertThat(results.stream().filter(HoldResult::placed)).hasSize(7);
    }

    @Test
    void a_run_without_a_budget_is_counted_for_when_it_gets_one() {
        BudgetKey key = key("1000", Map.of());
        captured(spentFor(key, "3", new Run("r", null)), "3");
        assertThat(holds(key.hold("2", new Run("r", credits("4"))))).isEqualTo(HoldResult.Status.BUDGET);
        assertThat(now(node.ledger().spend(key.spend("1", new Run("r", credits("4")), false)))
                        .status())
                .isEqualTo(SpendResult.Status.SPENT);
        assertThat(now(node.ledger().spend(key.spend("1", new Run("r", null), false)))
                        .status())
                .isEqualTo(SpendResult.Status.BUDGET);
    }

    private HoldRequest spentFor(BudgetKey key, String amount, Run run) {
        HoldRequest request = key.hold(amount, run);
        assertThat(holds(request)).isEqualTo(HoldResult.Status.PLACED);
        return request;
    }

    @Test
    void a_dry_spend_begins_no_run() {
        BudgetKey key = key("1000", Map.of(Period.DAY, credits("500")));
        now(node.ledger().spend(key.spend("1", new Run("dry", credits("4")), true)));
        assertThat(database.query("SELECT count(*) FROM budget WHERE run = 'dry'"))
                .containsExactly("0");
    }

    @Test
    void a_run_is_forgotten_when_it_was_not_used_for_thirty_days() {
        BudgetKey key = key("1000", Map.of());
        captured(spentFor(key, "2", new Run("old", credits("2"))), "2");
        captured(spentFor(key, "2", new Run("older", credits("2"))), "2");
        assertThat(holds(key.hold("1", new Run("old", null)))).isEqualTo(HoldResult.Status.BUDGET);
        database.execute("UPDATE budget SET touched_at = touched_at - interval '31 days' WHERE run LIKE 'old%'");
        captured(spentFor(key, "1", new Run("old", credits("1"))), "1");
        database.execute("SELECT tg_forget_runs(100)");
        assertThat(database.query("SELECT run || used / 1000000000 FROM budget WHERE key_id = " + key.number()))
                .containsExactly("old1");
    }
}
