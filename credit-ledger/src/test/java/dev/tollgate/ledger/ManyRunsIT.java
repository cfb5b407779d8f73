package dev.tollgate.ledger;

import static dev.tollgate.ledger.Calls.credits;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.ledger.key.Budget;
import dev.tollgate.ledger.key.KeyTerms;
import dev.tollgate.ledger.testing.TestDatabase;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A key has a thousand runs at most. */
final class ManyRunsIT extends LedgerTest {

    private long account;
    private long key;

    @BeforeEach
    void a_key_with_a_thousand_runs() {
        account = TestDatabase.account(node, "1000").id();
        String id = now(node.accountKeys().create(account, KeyTerms.named("agents")))
                .id();
        key = now(node.accountKeys().find(account, id)).number();
        database.execute("INSERT INTO budget (wallet_id, key_id, run, period, most, since, until, touched_at) SELECT "
                + account + ", " + key
                + ", 'run-' || n, 'run', 1000000000, now(), 'infinity', now() - n * interval '1 second'"
                + " FROM generate_series(1, 1000) n; UPDATE wallet SET budgeted = true WHERE id = " + account);
    }

    private HoldResult call(String run) {
        HoldRequest plain = Calls.hold(account, "1");
        return now(node.ledger()
                .hold(new HoldRequest(
                        plain.id(),
                        account,
                        plain.amount(),
                        plain.floor(),
                        plain.subject().paidBy(key, run),
                        credits("5"))));
    }

    private long runs() {
        return Long.parseLong(database.query("SELECT count(*) FROM budget WHERE key_id = " + key)
                .get(0));
    }

    @Test
    void one_more_is_refused_while_all_were_used_within_a_day_and_those_that_are_there_go_on() {
        HoldResult refused = call("one-more");
        assertThat(refused.status()).isEqualTo(HoldResult.Status.BUDGET);
        assertThat(Objects.requireNonNull(refused.budget()).period()).isEqualTo(Budget.Period.RUNS);
        assertThat(call("run-7").placed()).isTrue();
        assertThat(call("run-1000").placed()).isTrue();
        assertThat(runs()).isEqualTo(1000);
    }

    @Test
    void one_more_takes_the_place_of_the_one_that_was_not_used_for_the_longest_time() {
        database.execute("UPDATE budget SET touched_at = touched_at - interval '1 day' WHERE key_id = " + key
                + " AND run IN ('run-10', 'run-20')");
        assertThat(call("one-more").placed()).isTrue();
        assertThat(runs()).isEqualTo(1000);
        assertThat(database.query("SELECT run FROM budget WHERE run IN ('run-10', 'run-20') AND key_id = " + key))
                .containsExactly("run-10");
    }
}
