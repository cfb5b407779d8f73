package dev.tollgate.ledger;

import static dev.tollgate.ledger.Calls.capture;
import static dev.tollgate.ledger.Calls.credits;
import static dev.tollgate.ledger.Calls.hold;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tollgate.ledger.testing.TestDatabase;
import dev.tollgate.pricing.Credits;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Most money functions, called by the gateway's role with amounts that no gateway of ours sends: nothing moves, whether the
 * function answers no or the tables' own checks do.
 */
final class HostileFunctionsIT extends LedgerTest {

    private static final String MINUS = "-1";
    private static final String LEAST = "-9223372036854775808";
    private static final String MOST = "9223372036854775807";
    private static final String NONE = "NULL";

    /** An account with a call that was paid for and one that is under way, each of one credit. */
    private record Scene(long account, UUID paid, UUID open) {}

    private Scene scene() {
        long account = TestDatabase.account(node, "5").id();
        HoldRequest paid = hold(account, "1");
        HoldRequest open = hold(account, "1");
        now(node.ledger().hold(paid));
        now(node.ledger().capture(capture(paid, "1")));
        now(node.ledger().hold(open));
        return new Scene(account, paid.id(), open.id());
    }

    @ParameterizedTest
    @CsvSource({MINUS, LEAST, MOST, NONE})
    void a_settlement(String amount) {
        Scene scene = scene();
        refused(
                scene,
                "tg_settle(ARRAY['" + scene.open() + "'::uuid], ARRAY[" + scene.account()
                        + "::bigint], ARRAY[true], ARRAY["
                        + bigint(amount) + "], ARRAY[now()], " + texts(7) + ", ARRAY[0::bigint], ARRAY[0::bigint],"
                        + " ARRAY['{}'], ARRAY[0::bigint], ARRAY[''])");
    }

    /** There is room for it, as nothing has been spent yet: what refuses it is the bound of a charge. */
    @Test
    void a_settlement_of_all_there_is_as_the_first_of_an_account() {
        long account = TestDatabase.account(node, "5").id();
        HoldRequest open = hold(account, "1");
        now(node.ledger().hold(open));
        CaptureRequest most = capture(
                open, Credits.ofNanos(GrantRequest.MOST_OF_ACCOUNT.nanos() + 1).toString());
        assertThatThrownBy(() -> now(node.ledger().capture(most)))
                .hasStackTraceContaining("usage_record_charge_has_an_end");
        assertThat(now(node.ledger().capture(capture(open, "1"))).status()).isEqualTo(Settlement.Status.CAPTURED);
    }

    @Test
    void what_is_given_by_rule_fills_an_account_no_further_than_a_grant() {
        long account = TestDatabase.account(node, "4000000000").id();
        String given = "SELECT tg_give_free(" + account + ", 3::smallint, 'plan', 'more', '', 1, 'infinity', now())";
        assertThat(database.query(given)).containsExactly("f");
        HoldRequest used = hold(account, "1");
        now(node.ledger().hold(used));
        now(node.ledger().capture(capture(used, "1")));
        assertThat(database.query(given)).containsExactly("t");
    }

    @ParameterizedTest
    @CsvSource({MINUS, LEAST, MOST, NONE})
    void tokens_of_a_settlement(String tokens) {
        if (!tokens.equals(MOST)) { // so many are tokens all the same
            Scene scene = scene();
            refused(
                    scene,
                    "tg_settle(ARRAY['" + scene.open() + "'::uuid], ARRAY[" + scene.account()
                            + "::bigint], ARRAY[true], ARRAY[1::bigint], ARRAY[now()], " + texts(7) + ", ARRAY["
                            + bigint(tokens) + "], ARRAY[0::bigint], ARRAY['{}'], ARRAY[0::bigint], ARRAY[''])");
        }
    }

    @ParameterizedTest
    @CsvSource({MINUS, LEAST, MOST, NONE})
    void a_raise(String amount) {
        Scene scene = scene();
        refused(scene, "tg_raise('" + scene.open() + "', " + scene.account() + ", " + bigint(amount) + ", 'm')");
    }

    @ParameterizedTest
    @CsvSource({MINUS, LEAST, MOST, NONE})
    void a_spend(String amount) {
        Scene scene = scene();
        refused(
                scene,
                "tg_spend(ARRAY[gen_random_uuid()], ARRAY[" + scene.account()
                        + "::bigint], ARRAY['key'], ARRAY['\\x00'::bytea],"
                        + " ARRAY[" + bigint(amount) + "], ARRAY['s'], ARRAY['v'], ARRAY['{}'], ARRAY[false],"
                        + " ARRAY[0::bigint], ARRAY[''], ARRAY[NULL::bigint])");
    }

    @ParameterizedTest
    @CsvSource({"0", MINUS, LEAST, MOST, NONE})
    void a_grant(String amount) {
        Scene scene = scene();
        refused(scene, grant(scene, amount, "0"));
    }

    @ParameterizedTest
    @CsvSource({MINUS, LEAST, NONE})
    void what_a_grant_has_cost(String cost) {
        Scene scene = scene();
        refused(scene, grant(scene, "1", cost));
    }

    private static String grant(Scene scene, String amount, String cost) {
        return "tg_grant(ARRAY[" + scene.account() + "::bigint], ARRAY[5::smallint], ARRAY['purchase'], ARRAY['hostile-"
                + scene.account() + "'], ARRAY[" + bigint(amount) + "], ARRAY[" + bigint(cost) + "], ARRAY[''],"
                + " ARRAY['test'], ARRAY['-infinity'::timestamptz], ARRAY['infinity'::timestamptz], 4000000000000000000)";
    }

    @ParameterizedTest
    @CsvSource({
        "adjust, ''",
        "give, ''",
        "refund, paid",
        "reverse, grant",
    })
    void a_correction(String kind, String subject) {
        for (String amount : List.of(MINUS, LEAST, MOST, NONE)) {
            Scene scene = scene();
            String of =
                    switch (subject) {
                        case "paid" -> scene.paid().toString();
                        case "grant" -> database.query(
                                        "SELECT reference FROM credit_grant WHERE wallet_id = " + scene.account())
                                .get(0);
                        default -> "";
                    };
            refused(
                    scene,
                    "tg_correct(ARRAY[" + scene.account() + "::bigint], ARRAY['" + kind + "'], ARRAY['hostile-"
                            + scene.account() + "'], ARRAY['" + of + "'], ARRAY[" + bigint(amount)
                            + "], ARRAY['test'], 4000000000000000000)");
        }
    }

    /** Whatever is answered, nothing moves, and what is right still goes. */
    private void refused(Scene scene, String call) {
        List<String> before = rows(scene);
        try {
            database.execute("SET ROLE tollgate_app; SELECT * FROM " + call);
        } catch (RuntimeException refusal) {
            assertThat(refusal).as(call).hasStackTraceContaining("PSQLException");
            assertThat(refusal.toString() + refusal.getCause())
                    .as("refused for what it says: %s", call)
                    .containsAnyOf("violates check constraint", "violates not-null constraint", "out of range");
        }
        assertThat(rows(scene)).as(call).isEqualTo(before);

        now(node.ledger().release(Calls.release(hold(scene.open(), scene.account(), "1"))));
        assertThat(now(node.ledger().balance(scene.account())).funds())
                .isEqualTo(new Balance.Funds(credits("4"), credits("0"), credits("0")));
    }

    private List<String> rows(Scene scene) {
        return List.of(
                        "wallet w WHERE id",
                        "hold w WHERE wallet_id",
                        "entry w WHERE wallet_id",
                        "credit_grant w WHERE wallet_id",
                        "usage_record w WHERE wallet_id",
                        "correction w WHERE wallet_id",
                        "spend_answer w WHERE wallet_id")
                .stream()
                .flatMap(table ->
                        database
                                .query("SELECT w::text FROM " + table + " = " + scene.account() + " ORDER BY 1")
                                .stream())
                .toList();
    }

    private static String bigint(String amount) {
        return amount.equals(LEAST) ? "(-9223372036854775807 - 1)::bigint" : amount + "::bigint";
    }

    private static String texts(int many) {
        return String.join(", ", Collections.nCopies(many, "ARRAY['x']"));
    }
}
