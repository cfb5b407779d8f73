package dev.tollgate.ledger.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tollgate.ledger.LedgerDatabase;
import dev.tollgate.ledger.testing.TestDatabase;
import io.r2dbc.spi.Connection;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** What the database shows and lets happen on the gateway's connections, whatever the query says. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class OwnRowsIT {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static final List<String> ACCOUNTS_OF_ROWS = List.of(
            "SELECT id FROM account",
            "SELECT account_id FROM api_key",
            "SELECT id FROM wallet",
            "SELECT wallet_id FROM credit_grant",
            "SELECT wallet_id FROM hold",
            "SELECT wallet_id FROM entry",
            "SELECT wallet_id FROM usage_record",
            "SELECT wallet_id FROM usage_fact",
            "SELECT wallet_id FROM usage_rollup",
            "SELECT wallet_id FROM usage_rollup_tag",
            "SELECT wallet_id FROM usage_rollup_total",
            "SELECT wallet_id FROM usage_rollup_own",
            "SELECT wallet_id FROM usage_rollup_own_tag",
            "SELECT wallet_id FROM alert_setting",
            "SELECT wallet_id FROM alert_event",
            "SELECT wallet_id FROM alert_delivery",
            "SELECT wallet_id FROM budget",
            "SELECT account_id FROM old_secret",
            "SELECT inviter FROM referral",
            "SELECT wallet_id FROM referral_code",
            "SELECT account_id FROM identity",
            "SELECT account_id FROM login_session",
            "SELECT account_id FROM provider_key",
            "SELECT wallet_id FROM top_up",
            "SELECT wallet_id FROM account_plan",
            "SELECT wallet_id FROM loyalty",
            "SELECT wallet_id FROM redemption",
            "SELECT wallet_id FROM stripe_customer",
            "SELECT wallet_id FROM billing_order",
            "SELECT wallet_id FROM stripe_payment",
            "SELECT wallet_id FROM stripe_subscription",
            "SELECT request::bigint FROM audit"); // where each writes down its number

    private final TestDatabase database = TestDatabase.fresh();

    /** Of one reader, so that each query gets the connection of the one before. */
    private Connections connections;

    private long ann;
    private long ben;
    private long brought;

    @BeforeAll
    void fill() {
        try (LedgerDatabase node = database.open()) {
            ann = account(node);
            ben = account(node);
            brought = brought(node, ann);
            brought(node, ben);
        }
        connections = new Connections(DatabaseUrl.parse(database.r2dbcUrl()), 1);
    }

    private long account(LedgerDatabase node) {
        var account = TestDatabase.account(node, "5");
        node.keys().issue(account, "key").block(PATIENCE);
        String id = Long.toString(account.id());
        database.execute("INSERT INTO hold (id, wallet_id, amount, parts, node, subject, opened_at, expires_at)"
                + " VALUES (gen_random_uuid(), " + id
                + ", 0, '{}', gen_random_uuid(), '{}', now(), 'infinity')");
        database.execute("INSERT INTO usage_record VALUES (gen_random_uuid(), " + id
                + ", now(), now(), 'released', '', '', '', '', '', '', '', 0, 0, 0, 0, '{}')");
        database.execute("INSERT INTO alert_setting (wallet_id) VALUES (" + id + "); INSERT INTO alert_event"
                + " (public_id, wallet_id, kind, balance, threshold, at) VALUES ('evt" + id + "', " + id
                + ", 'low_balance', 1, 2, now())");
        database.execute("INSERT INTO usage_rollup VALUES (" + id + ", 'epoch', '', '', '', '', '')");
        database.execute("INSERT INTO usage_rollup_tag VALUES (" + id + ", 'epoch', 'a=b')");
        database.execute("INSERT INTO usage_rollup_total VALUES (" + id + ", 'epoch')");
        database.execute("INSERT INTO usage_rollup_own VALUES (" + id + ", 'epoch', '', '', '', '', '')");
        database.execute("INSERT INTO usage_rollup_own_tag VALUES (" + id + ", 'epoch', 'a=b')");
        database.execute("SELECT tg_open_session(" + id + ", 'password', sha256('" + id + "'));"
                + " INSERT INTO identity VALUES ('https://issuer.example', '" + id + "', " + id + ", now());"
                + " INSERT INTO provider_key VALUES (" + id + ", 'openai', 'sealed', '1234');"
                + " INSERT INTO top_up (wallet_id, enabled, below, package, cents, most_per_day) VALUES (" + id
                + ", true, 1, 'plus', 0, 100);"
                + " INSERT INTO password VALUES (" + id + ", '$argon2id$', now())");
        buys(id);
        database.execute(
                "INSERT INTO alert_delivery (event_id, wallet_id, channel, next_at) SELECT id, wallet_id, 'email',"
                        + " now() FROM alert_event WHERE wallet_id = " + id
                        + "; INSERT INTO budget (wallet_id, key_id, period, most, since, until, touched_at) VALUES ("
                        + id
                        + ", 0, 'day', 5, now(), now() + interval '1 day', now()); INSERT INTO old_secret SELECT sha256('old"
                        + id
                        + "'), account_id, id, 'tg_live_', '1234', 'infinity' FROM api_key WHERE account_id = " + id);
        String own = account.publicId();
        database.execute("SELECT tg_audit('" + own + "', 'account.create', '" + own + "', '', '', '{}', '" + id + "'),"
                + " tg_audit('ann', 'account.freeze', '" + own + "', '', '', '{}', '0'),"
                + " tg_audit('" + own + "', 'account.freeze', 'acc_other', '', '', '{}', '0')");
        return account.id();
    }

    private long brought(LedgerDatabase node, long inviter) {
        long account = TestDatabase.account(node, "0").id();
        database.execute("INSERT INTO referral (wallet_id, inviter, amount, at) VALUES (" + account + ", " + inviter
                + ", 5, now()); INSERT INTO referral_code VALUES (" + inviter + ", 'code" + inviter + "')");
        return account;
    }

    private void buys(String id) {
        database.execute(
                "INSERT INTO account_plan (wallet_id, since, anchor, month_from, month_until, month_key) VALUES (" + id
                        + ", now(), 1, now(), now() + interval '1 month', '') ON CONFLICT DO NOTHING");
        database.execute("INSERT INTO promo_code (name) VALUES ('welcome') ON CONFLICT DO NOTHING;"
                + " INSERT INTO redemption VALUES ('welcome', " + id + ", 1, 5, now())");
        database.execute("INSERT INTO loyalty VALUES (" + id + ", now(), 5) ON CONFLICT DO NOTHING;"
                + " INSERT INTO stripe_customer (wallet_id, customer, livemode) VALUES (" + id + ", 'cus_" + id
                + "', false);"
                + " INSERT INTO billing_order (id, wallet_id, kind, item, cents, credits, promo, livemode) VALUES (gen_random_uuid(), "
                + id + ", 'checkout', 'package plus', 1000, 5, '', false);"
                + " INSERT INTO stripe_payment (key, wallet_id, price, intent, source, amount, cents, credits, expires,"
                + " until)"
                + " VALUES ('pi:" + id + "', " + id + ", '', 'pi_" + id
                + "', 'purchase', 1000, 1000, 5, 'infinity', 'infinity');"
                + " INSERT INTO stripe_subscription (id, wallet_id, plan, status, price, period_end, at_end, paused,"
                + " livemode)"
                + " VALUES ('sub_" + id + "', " + id + ", 'pro', 'active', '', now(), false, false, false)");
    }

    @AfterAll
    void close() {
        connections.close().block(PATIENCE);
        database.close();
    }

    private static Mono<List<String>> answers(Connection connection, String query) {
        return Flux.from(connection.createStatement(query).execute())
                .concatMap(result -> result.map(row -> String.valueOf(row.get(0))))
                .collectList();
    }

    private List<String> seenBy(long account, String query) {
        return Objects.requireNonNull(
                connections.readAs(account, it -> answers(it, query)).block(PATIENCE));
    }

    private List<String> seenByTheGateway(String query) {
        return Objects.requireNonNull(connections.read(it -> answers(it, query)).block(PATIENCE));
    }

    private List<String> seenWithoutTheSetting(String query) {
        return Objects.requireNonNull(connections
                .read(it -> OwnRows.done(it, "BEGIN; SET LOCAL ROLE tollgate_reader")
                        .then(answers(it, query))
                        .flatMap(rows -> OwnRows.done(it, "COMMIT").thenReturn(rows)))
                .block(PATIENCE));
    }

    @Test
    void an_account_sees_its_own_rows_of_every_table_and_no_others() {
        for (String query : ACCOUNTS_OF_ROWS) {
            assertThat(seenByTheGateway(query)).as(query).contains("" + ann, "" + ben);
            assertThat(seenBy(ann, query)).as(query).containsOnly("" + ann);
            assertThat(seenBy(ben, query)).as(query).containsOnly("" + ben);
            assertThat(seenBy(ben, "SELECT * FROM (" + query + ") x (account) WHERE account = " + ann))
                    .as(query)
                    .isEmpty();
        }
    }

    @Test
    void every_table_with_own_rows_is_tried_here() {
        assertThat(database.query("SELECT c.relname FROM pg_policy p JOIN pg_class c ON c.oid = p.polrelid"
                        + " WHERE p.polname = 'own_rows'"))
                .isNotEmpty()
                .allMatch(table -> ACCOUNTS_OF_ROWS.stream().anyMatch(query -> query.endsWith(" FROM " + table)));
    }

    @Test
    void who_was_brought_sees_by_whom() {
        assertThat(seenBy(brought, "SELECT inviter FROM referral")).containsExactly("" + ann);
        assertThat(seenBy(brought, "SELECT wallet_id FROM referral")).containsExactly("" + brought);
    }

    @Test
    void without_the_setting_nothing_is_seen_also_on_a_connection_that_had_it() {
        for (String query : ACCOUNTS_OF_ROWS) {
            assertThat(seenWithoutTheSetting(query)).as(query).isEmpty();
            assertThat(seenBy(ann, query)).as(query).isNotEmpty();
            assertThat(seenWithoutTheSetting(query)).as(query).isEmpty();
        }
        String session = "SELECT pg_backend_pid()";
        assertThat(seenWithoutTheSetting(session)).isEqualTo(seenBy(ann, session));
    }

    @Test
    void a_query_that_fails_leaves_neither_role_nor_setting_nor_transaction_behind() {
        assertThatThrownBy(() -> seenBy(ann, "SELECT 1/0")).hasMessageContaining("division by zero");

        assertThat(seenByTheGateway("SELECT current_user || current_setting('tg.account', true)"))
                .containsExactly("tollgate_app");
        assertThat(seenByTheGateway("SELECT now() <> clock_timestamp() AND pg_current_xact_id_if_assigned() IS NULL"))
                .containsExactly("true");
        assertThat(seenBy(ben, "SELECT id FROM wallet")).containsExactly("" + ben);
    }

    @Test
    void a_user_reads_no_hashes_of_keys_passwords_and_tokens() {
        assertDenied(() -> seenBy(ann, "SELECT hash FROM api_key"));
        assertThat(seenBy(ann, "SELECT prefix FROM api_key")).hasSize(1);
        for (String table : List.of("password", "refresh_token", "login_code")) {
            assertDenied(() -> seenBy(ann, "SELECT * FROM " + table));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "UPDATE wallet SET posted = posted + 1",
                "INSERT INTO wallet (id) VALUES (4711)",
                "DELETE FROM hold",
                "UPDATE hold SET amount = 0",
                "INSERT INTO credit_grant (granted) VALUES (1)",
                "INSERT INTO entry SELECT * FROM entry",
                "UPDATE entry_rest SET amount = 1",
                "UPDATE correction SET amount = 1",
                "INSERT INTO opening VALUES (now(), now(), now())",
                "DELETE FROM usage_record",
                "TRUNCATE usage_record",
                "UPDATE spend_answer SET debited = 0",
                "INSERT INTO node SELECT gen_random_uuid(), now()",
                "DELETE FROM account",
                "INSERT INTO password VALUES (1, '$argon2id$', now())",
                "UPDATE password SET hash = '$argon2id$'",
                "SELECT * FROM refresh_token",
                "SELECT * FROM login_code",
                "DELETE FROM former",
                "SELECT * FROM attempt",
                "DELETE FROM attempt",
                "DELETE FROM api_key",
                "DELETE FROM flyway_schema_history",
                "SELECT tg_post(1, 'grant', 'issued:promo', 'wallet', 1, 1, '', '', now())",
                "SELECT tg_take(1, 1, '', 'spend', 'revenue', '', '', now())",
                "ALTER TABLE entry DISABLE TRIGGER ALL",
                "SET session_replication_role = replica",
                "CREATE TABLE public.mine (x int)"
            })
    void the_gateways_connections_move_no_money_but_by_the_functions_for_it(String attempt) {
        assertDenied(() -> connections.money(it -> answers(it, attempt)).block(PATIENCE));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT tg_sweep('1 second', 1)",
                "SELECT tg_grant('{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', 1)",
                "SELECT tg_heartbeat(gen_random_uuid())",
                "SELECT * FROM spend_answer",
                "SELECT tg_forget_attempts('')",
                "SELECT * FROM attempt",
                "SELECT * FROM node"
            })
    void a_users_read_calls_no_money_functions_and_sees_no_other_tables(String attempt) {
        assertDenied(() -> seenBy(ann, attempt));
    }

    private static void assertDenied(org.assertj.core.api.ThrowableAssert.ThrowingCallable attempt) {
        assertThatThrownBy(attempt)
                .satisfiesAnyOf(
                        failure -> assertThat(failure).hasStackTraceContaining("permission denied"),
                        failure -> assertThat(failure).hasStackTraceContaining("must be owner"));
    }

    @Test
    void a_download_that_is_given_up_frees_its_connection() {
        String many = "SELECT wallet_id FROM entry, generate_series(1, 1000000)";
        for (int i = 0; i < 12; i++) {
            List<Long> first = connections
                    .streamAs(ann, it -> Flux.from(
                                    it.createStatement(many).fetchSize(10).execute())
                            .concatMap(result -> result.map(row -> Objects.requireNonNull(row.get(0, Long.class)))))
                    .take(25)
                    .retry(3) // A slow machine may not give a new connection in time.
                    .collectList()
                    .block(PATIENCE);
            assertThat(first).hasSizeGreaterThanOrEqualTo(25).containsOnly(ann);
        }
    }
}
