package dev.tollgate.ledger;

import static dev.tollgate.ledger.Calls.capture;
import static dev.tollgate.ledger.Calls.credits;
import static dev.tollgate.ledger.Calls.hold;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tollgate.ledger.testing.TestDatabase;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The last line of defence: amounts that no function should ever come to are refused by the tables themselves. */
final class AmountChecksIT extends LedgerTest {

    private static final List<String> TABLES =
            List.of("wallet", "credit_grant", "hold", "entry", "usage_record", "correction", "budget");

    /**
     * Numbers that are no amounts, what a wallet has less its debt, which may be below zero, and what others follow from: what
     * a wallet has spent, and how large a settled hold was.
     */
    private static final Set<String> NOT_BOUNDED =
            Set.of("id", "wallet_id", "key_id", "grant_id", "seq", "wallet_seq", "balance", "spent", "hold");

    /** One of each row. */
    private void everyRow() {
        long account = TestDatabase.account(node, "5").id();
        HoldRequest paid = hold(account, "1");
        now(node.ledger().hold(paid));
        now(node.ledger().capture(capture(paid, "1")));
        now(node.ledger().hold(hold(account, "1")));
        now(node.ledger().correct(CorrectionRequest.give(account, "give", credits("1"), "goodwill")));
        database.execute("INSERT INTO budget (wallet_id, key_id, period, most, since, until, touched_at) VALUES ("
                + account + ", 0, 'day', 5, now(), now() + interval '1 day', now())");
    }

    @Test
    void no_amount_of_any_table_can_be_below_zero() {
        everyRow();
        List<String> columns = database.query("SELECT table_name || '.' || column_name FROM information_schema.columns"
                + " WHERE table_schema = current_schema() AND data_type = 'bigint' AND table_name IN ('"
                + String.join("', '", TABLES) + "') ORDER BY 1");
        assertThat(columns).hasSizeGreaterThan(20);
        for (String column : columns) {
            String table = column.substring(0, column.indexOf('.'));
            String name = column.substring(table.length() + 1);
            if (!NOT_BOUNDED.contains(name)) {
                assertRefused("UPDATE " + table + " SET " + name + " = -1");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "UPDATE wallet SET lot_free[1] = -1",
                "UPDATE wallet SET held = posted + 1",
                "UPDATE wallet SET lot_held = '{}'",
                "UPDATE credit_grant SET granted = 0",
                "UPDATE correction SET amount = 0",
                "UPDATE hold SET so_far = amount + 1",
                "UPDATE entry SET from_account = to_account",
            })
    void what_amounts_may_be_to_each_other_is_checked_too(String change) {
        everyRow();
        assertRefused(change);
    }

    private void assertRefused(String change) {
        assertThatThrownBy(() -> database.tamper(change))
                .as(change)
                .hasStackTraceContaining("violates check constraint");
    }
}
