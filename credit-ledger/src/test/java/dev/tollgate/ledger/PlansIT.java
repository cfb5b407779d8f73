package dev.tollgate.ledger;

import static dev.tollgate.ledger.Calls.capture;
import static dev.tollgate.ledger.Calls.credits;
import static dev.tollgate.ledger.Calls.hold;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.ledger.plan.AccountPlan;
import dev.tollgate.ledger.plan.PlanChange;
import dev.tollgate.ledger.plan.PlanTerms;
import dev.tollgate.ledger.plan.Plans;
import dev.tollgate.ledger.testing.TestDatabase;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** What plans give and when, and how an account goes from one to another. */
final class PlansIT extends LedgerTest {

    private static final PlanTerms FREE = terms("free", "5", "10", "0");
    private static final PlanTerms PRO = terms("pro", "0", "100", "2");
    private static final PlanTerms RICH = terms("rich", "20", "0", "0");

    private static PlanTerms terms(String plan, String once, String monthly, String daily) {
        return new PlanTerms(plan, credits(once), credits(monthly), false, credits(daily), false);
    }

    @BeforeAll
    void tellThePlans() {
        node.plans().tell(List.of(FREE, PRO, RICH)).block(PATIENCE);
    }

    /**
     * An account on the plan "free" whose month began at another time. What is to end by a moved clock is to end in a future
     * that the sweeper, which goes by the real one, does not see.
     */
    private long account(String zone, String started) {
        long account = TestDatabase.account(node, "0").id();
        database.execute("SELECT tg_start_plan(" + account + ", '" + zone + "', '" + started + "')");
        return account;
    }

    private long account() {
        long account = TestDatabase.account(node, "0").id();
        assertThat(now(node.ledger().startPlan(account, FREE, ZoneId.of("UTC"))))
                .isTrue();
        return account;
    }

    private void use(long account, String at) {
        database.execute("SELECT tg_daily(" + account + ", '" + at + "')");
    }

    private void set(long account, String plan, boolean atMonthEnd, String until, String at) {
        database.execute("SELECT tg_set_plan(" + account + ", '" + plan + "', " + atMonthEnd + ", '" + until + "', '"
                + at + "')");
    }

    private PlanChange.Result change(PlanChange change) {
        return now(node.audit().with(connection -> Plans.change(connection, change), result -> Optional.empty()));
    }

    /** References without the account, and whole credits, in the order in which they were given. */
    private List<String> given(long account) {
        return database.query("SELECT replace(reference, ':" + account + ":', ':') || ' ' || granted / 1000000000"
                + " FROM credit_grant WHERE source IN ('plan', 'daily_free') AND wallet_id = " + account
                + " ORDER BY id");
    }

    private String planOf(long account) {
        return database.query("SELECT plan FROM account WHERE id = " + account).get(0);
    }

    @Test
    void the_31st_comes_back_after_the_short_months() {
        long account = account("UTC", "2026-01-31T12:00:00Z");
        for (String at : List.of("2026-02-28T00:00Z", "2026-03-30T23:59Z", "2026-03-31T00:00Z", "2026-04-30T00:00Z")) {
            use(account, at);
        }
        assertThat(given(account))
                .containsExactly(
                        "plan:once:free 5",
                        "plan:2026-01:free 10",
                        "plan:2026-02:free 10",
                        "plan:2026-03:free 10",
                        "plan:2026-04:free 10");
        assertThat(database.query("SELECT to_char(expires_at AT TIME ZONE 'UTC', 'MM-DD HH24:MI') FROM credit_grant"
                        + " WHERE expires_at < 'infinity' AND wallet_id = " + account + " ORDER BY id"))
                .containsExactly("02-28 00:00", "03-31 00:00", "04-30 00:00", "05-31 00:00");
    }

    @Test
    void months_without_a_use_bring_nothing_and_the_next_use_brings_its_own() {
        long account = account("UTC", "2026-01-15T12:00:00Z");
        use(account, "2026-06-20T00:00Z");
        assertThat(given(account)).containsExactly("plan:once:free 5", "plan:2026-01:free 10", "plan:2026-06:free 10");
    }

    @Test
    void many_first_calls_of_a_month_on_two_nodes_find_its_credits_once() {
        long account = account("UTC", "2026-01-31T12:00:00Z");
        List<HoldResult> held = now(Flux.fromStream(IntStream.range(0, 50)
                        .mapToObj(i -> (i % 2 == 0 ? node : otherNode).ledger().hold(hold(account, "1"))))
                .flatMap(mono -> mono, 50)
                .collectList());
        assertThat(held.stream().filter(result -> result.status() == HoldResult.Status.PLACED))
                .hasSize(15); // 5 once and 10 of this month; those of January have ended
        assertThat(given(account)).hasSize(3);
    }

    @Test
    void going_up_and_down_never_brings_more_than_the_largest_plan() {
        long account = account("UTC", "2026-01-10T00:00:00Z");
        for (int round = 0; round < 3; round++) {
            for (String plan : List.of("pro", "rich", "free")) {
                set(account, plan, false, "infinity", "2026-01-11T0" + round + ":00:00Z");
            }
        }
        assertThat(given(account))
                .containsExactly(
                        "plan:once:free 5",
                        "plan:2026-01:free 10",
                        "plan:2026-01:pro 90",
                        "daily:2026-01-11 2",
                        "plan:once:rich 15");
    }

    @Test
    void a_zone_that_goes_back_over_the_date_does_not_bring_a_month_twice() {
        long account = account("Pacific/Kiritimati", "2026-01-10T00:00:00Z");
        use(account, "2026-02-09T10:00:00Z");
        database.execute("UPDATE wallet SET daily_zone = 'UTC' WHERE id = " + account);
        use(account, "2026-03-09T10:00:00Z"); // in UTC, still February's month
        set(account, "pro", false, "infinity", "2026-03-09T11:00:00Z");
        assertThat(given(account))
                .containsExactly(
                        "plan:once:free 5",
                        "plan:2026-01:free 10",
                        "plan:2026-02:free 10",
                        "plan:2026-02:pro 90",
                        "daily:2026-03-09 2");
        database.execute("UPDATE wallet SET daily_zone = 'Pacific/Kiritimati' WHERE id = " + account);
    }

    @Test
    void what_follows_at_the_end_of_the_month_follows_then() {
        long account = account("UTC", "2098-01-10T00:00:00Z");
        set(account, "pro", true, "infinity", "2098-01-11T00:00:00Z");
        use(account, "2098-02-09T23:59:59Z");
        assertThat(planOf(account)).isEqualTo("free");
        use(account, "2098-02-10T00:00:00Z");
        assertThat(planOf(account)).isEqualTo("pro");
        assertThat(given(account)).contains("plan:2098-02:pro 100", "daily:2098-02-10 2");
    }

    @Test
    void to_ask_for_the_plan_one_has_takes_back_what_was_to_follow() {
        long account = account();
        PlanChange.Result asked = change(new PlanChange(account, PRO, PlanChange.When.MONTH_END));
        assertThat(asked.now().next()).isEqualTo("pro");
        AccountPlan now =
                change(new PlanChange(account, FREE, PlanChange.When.MONTH_END)).now();
        assertThat(now.plan()).isEqualTo("free");
        assertThat(now.next()).isNull();
        assertThat(asked.changed()).isTrue();
        assertThat(change(new PlanChange(account, FREE, PlanChange.When.NOW)).changed())
                .isFalse();
    }

    @Test
    void who_keeps_a_plan_takes_back_what_was_to_follow_and_gets_no_other_plan_by_it() {
        long account = account();
        Instant end = Instant.parse("2999-01-01T00:00:00Z");
        change(new PlanChange(account, PRO, PlanChange.When.until(end)));
        change(new PlanChange(account, FREE, PlanChange.When.MONTH_END));
        PlanChange.Result kept = now(keep(account, "pro"));
        assertThat(kept.changed()).isTrue();
        assertThat(kept.now().next()).isNull();
        assertThat(kept.now().until()).isEqualTo(end);
        assertThat(now(keep(account, "pro")).changed()).isFalse();
        assertThat(keep(account, "rich").blockOptional(PATIENCE)).isEmpty();
        database.execute("UPDATE account_plan SET until = now() WHERE wallet_id = " + account
                + "; UPDATE wallet SET daily_next = '-infinity' WHERE id = " + account);
        assertThat(keep(account, "pro").blockOptional(PATIENCE))
                .as("a plan whose time is over")
                .isEmpty();
        assertThat(planOf(account)).isEqualTo("free");
    }

    private Mono<PlanChange.Result> keep(long account, String plan) {
        return node.audit().with(connection -> Plans.keep(connection, account, plan), result -> Optional.empty());
    }

    @Test
    void a_plan_that_ends_gives_way_to_the_first_one_with_the_next_use() {
        long account = account("UTC", "2098-01-10T00:00:00Z");
        set(account, "rich", false, "2098-01-20T00:00:00Z", "2098-01-11T00:00:00Z");
        use(account, "2098-01-19T23:59:59Z");
        assertThat(planOf(account)).isEqualTo("rich");
        use(account, "2098-01-20T00:00:00Z");
        assertThat(planOf(account)).isEqualTo("free");
        assertThat(database.query("SELECT since = '2098-01-20T00:00:00Z' AND until = 'infinity' FROM account_plan"
                        + " WHERE wallet_id = " + account))
                .containsExactly("t");
        assertThat(database.query(
                        "SELECT actor || ' ' || action FROM audit WHERE target = tg_public_id(" + account + ")"))
                .containsExactly("tollgate plan.ended");
    }

    @Test
    void who_asks_for_the_plan_one_has_does_not_make_it_last_longer() {
        long account = account();
        Instant end = Instant.parse("2999-01-01T00:00:00Z");
        change(new PlanChange(account, PRO, PlanChange.When.until(end)));
        assertThat(change(new PlanChange(account, PRO, PlanChange.When.NOW))
                        .now()
                        .until())
                .isEqualTo(end);
        assertThat(change(new PlanChange(account, PRO, PlanChange.When.FOR_GOOD))
                        .now()
                        .until())
                .isNull();
    }

    @Test
    void what_was_to_follow_follows_even_when_the_plan_ended_before() {
        long account = account("UTC", "2098-01-10T00:00:00Z");
        set(account, "pro", false, "2098-01-20T00:00:00Z", "2098-01-11T00:00:00Z");
        set(account, "rich", true, "infinity", "2098-01-12T00:00:00Z");
        use(account, "2098-05-01T00:00:00Z");
        assertThat(planOf(account)).isEqualTo("rich");
        assertThat(given(account)).noneMatch(grant -> grant.contains("2098-04:pro"));
    }

    @Test
    void a_call_that_runs_when_its_plan_ends_is_settled_as_it_was_sold() {
        long account = account();
        change(new PlanChange(account, PRO, PlanChange.When.until(Instant.now().plusSeconds(3600))));
        HoldRequest running = hold(account, "50");
        assertThat(now(node.ledger().hold(running)).status()).isEqualTo(HoldResult.Status.PLACED);
        database.execute("UPDATE account_plan SET until = now() WHERE wallet_id = " + account
                + "; UPDATE wallet SET daily_next = '-infinity' WHERE id = " + account);
        now(node.ledger().hold(hold(account, "1")));
        assertThat(planOf(account)).isEqualTo("free");
        assertThat(now(node.ledger().capture(capture(running, "40"))).debited()).isEqualTo(credits("40"));
    }

    @Test
    void accounts_that_nobody_uses_lose_their_ended_plan_too() {
        long account = account("UTC", "2026-01-10T00:00:00Z");
        set(account, "pro", false, "2026-01-20T00:00:00Z", "2026-01-11T00:00:00Z");
        eventually(() -> planOf(account).equals("free"));
        assertThat(given(account)).as("credits come with the next use").noneMatch(grant -> grant.contains("2026-02:"));
    }

    @Test
    void starting_a_plan_again_changes_nothing() {
        long account = account();
        assertThat(now(otherNode.ledger().startPlan(account, FREE, ZoneId.of("Asia/Tokyo"))))
                .isTrue();
        assertThat(given(account)).hasSize(2);
        assertThat(database.query("SELECT daily_zone FROM wallet WHERE id = " + account))
                .containsExactly("UTC");
        assertThat(now(node.ledger().startPlan(Long.MAX_VALUE, FREE, ZoneId.of("UTC"))))
                .isFalse();
    }

    @Test
    void a_plan_that_gives_more_from_now_on_gives_it_with_the_next_month_and_once_to_new_accounts_only() {
        PlanTerms small = terms("growing", "1", "2", "0");
        long account = TestDatabase.account(node, "0").id();
        database.execute("UPDATE account SET plan = 'growing' WHERE id = " + account);
        node.ledger().startPlan(account, small, ZoneId.of("UTC")).block(PATIENCE);
        node.plans()
                .tell(List.of(FREE, PRO, RICH, terms("growing", "9", "7", "0")))
                .block(PATIENCE);
        Instant next = Objects.requireNonNull(now(node.plans().of(account)).monthUntil());
        use(account, next.toString());
        assertThat(database.query(
                        "SELECT granted / 1000000000 FROM credit_grant WHERE wallet_id = " + account + " ORDER BY id"))
                .containsExactly("1", "2", "7");
    }
}
