package dev.tollgate.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tollgate.ledger.database.DatabaseUrl;
import dev.tollgate.ledger.proof.Check;
import dev.tollgate.ledger.proof.LedgerProof;
import dev.tollgate.ledger.proof.Witness;
import dev.tollgate.ledger.testing.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Months come without anybody waiting, and go without the books becoming unprovable. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class MonthsIT {

    /** One account with a grant and calls in two old months, two of them across the end of the first, and one today. */
    private static final String OLD_BOOKS =
            """
            SET timezone = 'UTC';
            CREATE FUNCTION pg_temp.spend(p_began timestamptz, p_settled timestamptz, p_amount bigint) RETURNS void
            LANGUAGE plpgsql AS $$
            DECLARE
                v_id uuid := (left(tg_first_id(p_began)::text, 24) || substr(md5(p_amount::text), 1, 12))::uuid;
            BEGIN
                PERFORM tg_take(1, p_amount, 'm', 'spend', 'revenue', v_id::text,
                    tg_usage_hash(v_id, tg_micros(p_began), 'captured', 'direct', 'spend', 'm', '', 'none', 'reported', 'v1', 0,
                                  p_amount, 0, 0, '{}', 0, ''), p_settled);
                UPDATE wallet SET spent = spent + p_amount WHERE id = 1;
                INSERT INTO usage_record VALUES (v_id, 1, p_began, p_settled, 'captured', 'direct', 'spend', 'm', '', 'none',
                    'reported', 'v1', 0, p_amount, 0, 0, '{}');
                INSERT INTO spend_answer VALUES (1, 'old-' || p_amount, '', v_id, p_amount, 0, 0, p_settled);
            END $$;
            DO $$
            DECLARE
                v_first  timestamptz := date_trunc('month', now()) - interval '3 months';
                v_second timestamptz := date_trunc('month', now()) - interval '2 months';
                v_third  timestamptz := date_trunc('month', now()) - interval '1 month';
                g        credit_grant;
            BEGIN
                PERFORM tg_make_month('entry', v_first, v_first::text, v_second::text),
                        tg_make_month('entry', v_second, v_second::text, v_third::text),
                        tg_make_month('usage_record', v_first, tg_first_id(v_first)::text, tg_first_id(v_second)::text),
                        tg_make_month('usage_record', v_second, tg_first_id(v_second)::text, tg_first_id(v_third)::text);
                INSERT INTO account (public_id, email, plan) VALUES ('acc_1', 'a@example.com', 'test');
                INSERT INTO credit_grant (wallet_id, priority, source, reference, reason, granted, cost, models, created_at,
                                          effective_at, expires_at)
                VALUES (1, 5, 'purchase', 'old', '', 10000, 0, '', v_first, v_first, 'infinity') RETURNING * INTO g;
                PERFORM tg_post(1, 'grant', 'issued:purchase', 'wallet', 10000, g.id, 'old', tg_grant_hash(g), v_first);
                PERFORM tg_add_lot(g);
                PERFORM pg_temp.spend(v_first + interval '1 day', v_first + interval '1 day', 10),
                        pg_temp.spend(v_second + interval '1 second', v_second - interval '1 second', 20),
                        pg_temp.spend(v_second - interval '1 minute', v_second + interval '1 minute', 30),
                        pg_temp.spend(v_second + interval '1 day', v_second + interval '1 day', 40),
                        pg_temp.spend(now(), now(), 50);
            END $$;
            """;

    private TestDatabase old;

    @BeforeAll
    void fill() {
        old = TestDatabase.fresh();
        old.execute(OLD_BOOKS);
    }

    @AfterAll
    void drop() {
        old.close();
    }

    private static List<Check> findings(TestDatabase of) {
        return LedgerProof.of(DatabaseUrl.parse(of.r2dbcUrl()), Witness.NONE).stream()
                .filter(check -> !check.holds())
                .toList();
    }

    private static void detach(TestDatabase of, int monthsAgo) {
        of.query("SELECT unnest(tg_detach_month((now() - interval '" + monthsAgo + " months')::date))")
                .forEach(table -> of.execute("DROP TABLE " + table));
    }

    @Test
    void books_are_proven_before_and_after_their_old_months_are_gone() {
        try (TestDatabase copy = old.copy()) {
            assertThat(findings(copy)).isEmpty();
            detach(copy, 3);
            assertThat(copy.query("SELECT count(*) FROM entry")).containsExactly("3");
            assertThat(findings(copy)).isEmpty();
            detach(copy, 2);
            assertThat(copy.query("SELECT count(*) FROM entry")).containsExactly("1");
            assertThat(findings(copy)).isEmpty();
        }
    }

    @Test
    void the_oldest_goes_first_and_the_present_one_does_not() {
        assertThatThrownBy(() -> detach(old, 2)).hasStackTraceContaining("take out the oldest month first");
        assertThatThrownBy(() -> detach(old, 0)).hasStackTraceContaining("has not been over for two days");
        assertThatThrownBy(() -> detach(old, 9)).hasStackTraceContaining("there is no month");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "UPDATE opening_wallet SET posted = posted + 1",
                "UPDATE opening_wallet SET spent = spent - 1",
                "UPDATE opening_wallet SET chain = sha256(chain)",
                "UPDATE opening_wallet SET frozen = true",
                "UPDATE opening_grant SET remaining = remaining + 1",
                "DELETE FROM opening_grant",
                "UPDATE credit_grant SET models = 'gpt-%'; UPDATE wallet SET lot_models = '{gpt-%}'",
                "DELETE FROM opening_wallet",
                "DELETE FROM opening_usage WHERE sign = 1",
                "DELETE FROM opening_usage WHERE sign = -1",
                "UPDATE opening_usage SET charged = charged + 1",
                "UPDATE usage_record SET charged = 21 WHERE charged = 20"
            })
    void what_is_tampered_with_where_months_are_gone_is_found(String change) {
        try (TestDatabase copy = old.copy()) {
            detach(copy, 3);
            copy.tamper(change);
            assertThat(findings(copy)).as(change).isNotEmpty();
        }
    }

    @Test
    void a_month_that_cannot_be_made_while_somebody_reads_is_made_later() throws SQLException {
        try (TestDatabase database = TestDatabase.fresh();
                Connection reader = DatabaseUrl.parse(database.r2dbcUrl()).connect();
                Statement reading = reader.createStatement()) {
            reading.execute("BEGIN");
            reading.execute("LOCK TABLE entry IN ACCESS SHARE MODE");
            assertThat(database.query("SELECT tg_make_months(5)"))
                    .as("of usage records")
                    .containsExactly("2");
            assertThat(database.query("SELECT least(tg_months_ahead('entry'), tg_months_ahead('usage_record'))"))
                    .containsExactly("3");
            reading.execute("ROLLBACK");
            assertThat(database.query("SELECT tg_make_months(5)")).containsExactly("2");
            assertThat(database.query("SELECT tg_months_ahead('entry')")).containsExactly("5");
        }
    }

    @Test
    void a_new_month_refuses_changes_like_the_others() {
        try (TestDatabase database = old.copy()) {
            assertThatThrownBy(() -> database.execute("UPDATE entry SET amount = 1"))
                    .hasStackTraceContaining("append-only");
            assertThatThrownBy(() -> database.execute("DELETE FROM usage_record"))
                    .hasStackTraceContaining("append-only");
        }
    }

    /** An account's month that began before the month of the books that goes. The 1st and 2nd of a month must not matter. */
    private static final String CALLS_OF_AN_ACCOUNTS_MONTH =
            """
            DO $$
            DECLARE
                v_end  timestamptz := date_trunc('month', now() - interval '2 days');
                v_last timestamptz := v_end - interval '1 month';
            BEGIN
                PERFORM tg_make_month('usage_record', v_last, tg_first_id(v_last)::text, tg_first_id(v_end)::text),
                        tg_make_month('entry', v_last, v_last::text, v_end::text);
                INSERT INTO account (public_id, email, plan) VALUES ('acc_1', 'a@example.com', 'test');
                PERFORM tg_start_plan(1, 'UTC');
                UPDATE account_plan SET month_from = v_end - interval '3 days', tokens_from = NULL;
                INSERT INTO usage_record
                SELECT tg_first_id(t.at), 1, t.at, t.at, 'captured', 'direct', 'chat', 'm', '', 'none', 'reported', 'v1', 0, 0,
                       t.tokens, 0, '{}'
                  FROM (VALUES (v_end - interval '10 days', 1), (v_end - interval '2 days', 10),
                               (v_end - interval '30 minutes', 100), (clock_timestamp(), 1000)) t (at, tokens);
                UPDATE usage_rollup_state SET watermark = date_trunc('day', now());
                PERFORM tg_roll_again(date_bin('1 day', v_last, 'epoch'), date_trunc('day', now()));
            END $$;
            """;

    @Test
    void a_month_that_is_taken_out_of_the_books_leaves_the_tokens_of_an_accounts_month() {
        try (TestDatabase books = TestDatabase.fresh()) {
            books.execute(
                    "ALTER DATABASE " + books.query("SELECT current_database()").get(0) + " SET timezone = 'UTC'");
            books.execute(CALLS_OF_AN_ACCOUNTS_MONTH);
            String counted = "SELECT (tg_count_tokens(1)).tokens_used";
            assertThat(books.query(counted)).containsExactly("1110");
            books.query("SELECT unnest(tg_detach_month(date_trunc('month', now() - interval '2 days')::date - 1))")
                    .forEach(table -> books.execute("DROP TABLE " + table));
            books.execute("UPDATE account_plan SET tokens_from = NULL");
            assertThat(books.query(counted)).containsExactly("1110");
        }
    }
}
