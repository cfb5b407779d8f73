package dev.tollgate.ledger.database;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.ledger.testing.TestDatabase;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * Every function and table of the ledger, and what each role may do with it. A new one belongs into these lists, and into
 * {@code R__privileges.sql} if anybody but the owner is to use it.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class PrivilegesIT {

    private final TestDatabase database = TestDatabase.fresh();

    @AfterAll
    void close() {
        database.close();
    }

    @Test
    void functions_are_for_those_who_call_them() {
        assertThat(
                        database.query(
                                """
                        SELECT proname || ':' || CASE WHEN prosecdef THEN ' as owner,' ELSE '' END
                               || CASE WHEN has_function_privilege('tollgate_app', oid, 'EXECUTE') THEN ' app' ELSE '' END
                               || CASE WHEN has_function_privilege('tollgate_reader', oid, 'EXECUTE') THEN ' reader' ELSE '' END
                          FROM pg_proc WHERE pronamespace = 'public'::regnamespace ORDER BY proname
                        """))
                .containsExactly(
                        "tg_abandon:",
                        "tg_abandoned: as owner, app",
                        "tg_account_changed:",
                        "tg_add_lot:",
                        "tg_alert_changed:",
                        "tg_alive:",
                        "tg_allow_tokens: as owner, app",
                        "tg_append_only:",
                        "tg_applies:",
                        "tg_approve: as owner, app",
                        "tg_attempt: as owner, app",
                        "tg_audit: as owner, app",
                        "tg_audit_chain: as owner,",
                        "tg_audit_hash:",
                        "tg_await: as owner, app",
                        "tg_awaited:",
                        "tg_begin_call: as owner, app",
                        "tg_budget_check:",
                        "tg_budget_move:",
                        "tg_chain:",
                        "tg_collect: as owner, app",
                        "tg_correct: as owner, app",
                        "tg_correctable:",
                        "tg_correction_hash:",
                        "tg_count_tokens:",
                        "tg_daily:",
                        "tg_day_begins: app reader",
                        "tg_delete_account: as owner, app",
                        "tg_detach_month:",
                        "tg_detail: app reader",
                        "tg_effect:",
                        "tg_end_alert: as owner, app",
                        "tg_end_call: as owner, app",
                        "tg_end_period:",
                        "tg_end_plans: as owner, app",
                        "tg_extend: as owner, app",
                        "tg_fallback:",
                        "tg_figures_as:",
                        "tg_first_id: app reader",
                        "tg_forget_answers:",
                        "tg_forget_attempts: as owner, app",
                        "tg_forget_calls: as owner, app",
                        "tg_forget_provider_keys:",
                        "tg_forget_runs: as owner, app",
                        "tg_forget_segment:",
                        "tg_forget_top_up:",
                        "tg_freeze: as owner, app",
                        "tg_funds: app reader",
                        "tg_give_alone: as owner, app",
                        "tg_give_attempt_back: as owner, app",
                        "tg_give_back:",
                        "tg_give_daily: as owner, app",
                        "tg_give_day:",
                        "tg_give_free:",
                        "tg_give_proposed:",
                        "tg_give_rewards: as owner, app",
                        "tg_grant: as owner, app",
                        "tg_grant_hash:",
                        "tg_heartbeat: as owner, app",
                        "tg_hold: as owner, app",
                        "tg_identity: as owner, app",
                        "tg_invite: as owner, app",
                        "tg_is_forgotten:",
                        "tg_is_former:",
                        "tg_is_known_run:",
                        "tg_keep_code: as owner, app",
                        "tg_keep_plan: as owner, app",
                        "tg_key_budgets:",
                        "tg_key_change: as owner, app",
                        "tg_key_changed:",
                        "tg_key_create: as owner, app",
                        "tg_key_revoke: as owner, app",
                        "tg_key_rotate: as owner, app",
                        "tg_keys_used: as owner, app",
                        "tg_known_hold:",
                        "tg_logout: as owner, app",
                        "tg_mailbox:",
                        "tg_make_month:",
                        "tg_make_months: as owner, app",
                        "tg_making_call: as owner, app",
                        "tg_micros: app reader",
                        "tg_month_begins:",
                        "tg_month_of:",
                        "tg_month_tokens: app",
                        "tg_months_ahead: app",
                        "tg_new_account:",
                        "tg_new_wallet: as owner,",
                        "tg_next_due:",
                        "tg_old_corrections:",
                        "tg_open_account: as owner, app",
                        "tg_open_session: as owner, app",
                        "tg_order_counts:",
                        "tg_order_open: as owner, app",
                        "tg_order_state: as owner, app",
                        "tg_pay_inviter:",
                        "tg_period_begins:",
                        "tg_period_ends: app reader",
                        "tg_plan_give:",
                        "tg_plan_once: as owner, app",
                        "tg_plan_put:",
                        "tg_plan_switch:",
                        "tg_post:",
                        "tg_price_change: as owner, app",
                        "tg_price_changed:",
                        "tg_price_time: app",
                        "tg_propose: as owner, app",
                        "tg_provider_key_changed:",
                        "tg_public_id:",
                        "tg_put_daily:",
                        "tg_put_own_keys: as owner, app",
                        "tg_raise: as owner, app",
                        "tg_redeem: as owner, app",
                        "tg_refer:",
                        "tg_referral_code: as owner, app",
                        "tg_refresh: as owner, app",
                        "tg_register: as owner, app",
                        "tg_reject: as owner, app",
                        "tg_repay:",
                        "tg_reseal_own_key: as owner, app",
                        "tg_roll_again: as owner, app",
                        "tg_roll_days:",
                        "tg_roll_insert:",
                        "tg_roll_range:",
                        "tg_roll_span: as owner, app",
                        "tg_roll_up: as owner, app",
                        "tg_room_for_run:",
                        "tg_set_daily: as owner, app",
                        "tg_set_frozen: as owner, app",
                        "tg_set_plan: as owner, app",
                        "tg_set_role: as owner, app",
                        "tg_set_zone: as owner, app",
                        "tg_settle: as owner, app",
                        "tg_settle_tokens: as owner, app",
                        "tg_settled_balance:",
                        "tg_settled_before:",
                        "tg_spend: as owner, app",
                        "tg_standing:",
                        "tg_start_plan: as owner, app",
                        "tg_stripe_again: as owner, app",
                        "tg_stripe_back: as owner, app",
                        "tg_stripe_bring:",
                        "tg_stripe_compared: as owner, app",
                        "tg_stripe_customer: as owner, app",
                        "tg_stripe_event: as owner, app",
                        "tg_stripe_exchange: as owner, app",
                        "tg_stripe_forget: as owner, app",
                        "tg_stripe_gives: as owner, app",
                        "tg_stripe_gives_no_more: as owner, app",
                        "tg_stripe_grant:",
                        "tg_stripe_lock: as owner, app",
                        "tg_stripe_mark: as owner, app",
                        "tg_stripe_owe:",
                        "tg_stripe_pay: as owner, app",
                        "tg_stripe_price: as owner, app",
                        "tg_stripe_price_gone: as owner, app",
                        "tg_stripe_price_seen: as owner, app",
                        "tg_stripe_prices_are: as owner, app",
                        "tg_stripe_seen: as owner, app",
                        "tg_stripe_subscription: as owner, app",
                        "tg_stripe_take: as owner, app",
                        "tg_sweep: as owner, app",
                        "tg_sweep_attempts: as owner, app",
                        "tg_sweep_balances: as owner, app",
                        "tg_sweep_tokens: as owner, app",
                        "tg_take:",
                        "tg_take_alerts: as owner, app",
                        "tg_take_back:",
                        "tg_take_code: as owner, app",
                        "tg_tell_plans: as owner, app",
                        "tg_tell_rewards: as owner, app",
                        "tg_tokens_since: app",
                        "tg_top_up_charged: app",
                        "tg_top_up_drop: as owner, app",
                        "tg_top_up_failed: as owner, app",
                        "tg_top_up_off: as owner, app",
                        "tg_top_up_open: as owner, app",
                        "tg_top_up_put: as owner, app",
                        "tg_top_up_stop: as owner, app",
                        "tg_top_up_take: as owner, app",
                        "tg_until:",
                        "tg_usage_facts: app reader",
                        "tg_usage_hash:",
                        "tg_watch_balance: as owner, app",
                        "tg_welcome:",
                        "tg_who:",
                        "tg_write_off: as owner, app",
                        "tg_write_off_wallet:");
    }

    @Test
    void what_acts_as_the_owner_looks_for_tables_where_they_are() {
        assertThat(database.query(
                        "SELECT DISTINCT unnest(proconfig) FROM pg_proc WHERE prosecdef AND proname LIKE 'tg\\_%'"))
                .contains("search_path=public, pg_temp");
        assertThat(database.query("SELECT proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace"
                        + " AND prosecdef <> coalesce('search_path=public, pg_temp' = ANY (proconfig), false)"))
                .isEmpty();
    }

    @Test
    void tables_are_for_those_who_read_or_write_them() {
        assertThat(tables(name -> !name.matches("(entry|usage_record)_[0-9].*")))
                .containsExactly(
                        "account: app SELECT INSERT UPDATE, reader SELECT, own rows",
                        "account_id_seq: app, reader",
                        "account_plan: app SELECT, reader SELECT, own rows",
                        "alert_delivery: app SELECT, reader SELECT, own rows",
                        "alert_event: app SELECT, reader SELECT, own rows",
                        "alert_event_id_seq: app, reader",
                        "alert_setting: app SELECT INSERT UPDATE, reader, own rows",
                        "alert_state: app SELECT, reader",
                        "api_key: app SELECT INSERT UPDATE, reader, own rows",
                        "api_key_id_seq: app, reader",
                        "attempt: app, reader",
                        "audit: app SELECT, reader, own rows",
                        "audit_head: app SELECT, reader",
                        "audit_note: app, reader",
                        "audit_note_id_seq: app, reader",
                        "awaited_callback: app SELECT DELETE, reader",
                        "billing_order: app SELECT, reader SELECT, own rows",
                        "budget: app SELECT, reader SELECT, own rows",
                        "budget_id_seq: app, reader",
                        "correction: app SELECT, reader",
                        "correction_id_seq: app, reader",
                        "credit_grant: app SELECT, reader SELECT, own rows",
                        "credit_grant_id_seq: app, reader",
                        "entry: app SELECT, reader SELECT, own rows",
                        "entry_rest: app SELECT, reader",
                        "flyway_schema_history: app SELECT, reader",
                        "former: app, reader",
                        "given_alone: app, reader",
                        "head_signature: app SELECT INSERT, reader",
                        "hold: app SELECT, reader SELECT, own rows",
                        "idempotent_bytes: app, reader",
                        "idempotent_call: app SELECT DELETE, reader",
                        "identity: app SELECT, reader SELECT, own rows",
                        "invitation: app, reader",
                        "kept_object: app SELECT INSERT DELETE, reader",
                        "kept_response: app SELECT INSERT DELETE, reader",
                        "login_code: app, reader",
                        "login_session: app SELECT, reader SELECT, own rows",
                        "loyalty: app SELECT, reader SELECT, own rows",
                        "mailbox: app, reader",
                        "node: app, reader",
                        "old_secret: app SELECT, reader, own rows",
                        "opening: app SELECT, reader",
                        "opening_grant: app SELECT, reader",
                        "opening_usage: app SELECT, reader",
                        "opening_wallet: app SELECT, reader",
                        "password: app SELECT, reader",
                        "plan_terms: app SELECT, reader",
                        "price_activation: app SELECT, reader",
                        "price_log: app SELECT, reader",
                        "price_version: app SELECT, reader",
                        "promo_code: app SELECT, reader",
                        "proof_run: app SELECT INSERT, reader",
                        "proposal: app SELECT, reader",
                        "proposal_id_seq: app, reader",
                        "provider_key: app SELECT, reader, own rows",
                        "redemption: app SELECT, reader SELECT, own rows",
                        "referral: app SELECT, reader SELECT, own rows",
                        "referral_code: app SELECT, reader SELECT, own rows",
                        "refresh_token: app, reader",
                        "reward_terms: app, reader",
                        "signed_head: app SELECT INSERT, reader",
                        "spend_answer: app SELECT, reader",
                        "stripe_cursor: app SELECT, reader",
                        "stripe_customer: app SELECT, reader SELECT, own rows",
                        "stripe_inbox: app SELECT, reader",
                        "stripe_object: app SELECT, reader",
                        "stripe_owed: app SELECT, reader",
                        "stripe_payment: app SELECT, reader SELECT, own rows",
                        "stripe_payment_seq_seq: app, reader",
                        "stripe_price: app SELECT, reader",
                        "stripe_subscription: app SELECT, reader SELECT, own rows",
                        "token_hold: app SELECT, reader",
                        "top_up: app SELECT, reader, own rows",
                        "top_up_low: app, reader",
                        "usage_fact: app SELECT, reader SELECT",
                        "usage_record: app SELECT, reader SELECT, own rows",
                        "usage_record_rest: app SELECT, reader",
                        "usage_rollup: app SELECT, reader SELECT, own rows",
                        "usage_rollup_account: app SELECT, reader",
                        "usage_rollup_house: app SELECT, reader",
                        "usage_rollup_name: app SELECT, reader",
                        "usage_rollup_own: app SELECT, reader SELECT, own rows",
                        "usage_rollup_own_tag: app SELECT, reader SELECT, own rows",
                        "usage_rollup_state: app SELECT, reader SELECT",
                        "usage_rollup_tag: app SELECT, reader SELECT, own rows",
                        "usage_rollup_total: app SELECT, reader SELECT, own rows",
                        "wallet: app SELECT, reader SELECT, own rows");
    }

    @Test
    void months_are_reached_by_their_table_only() {
        assertThat(tables(name -> name.matches("(entry|usage_record)_[0-9].*")))
                .hasSizeGreaterThanOrEqualTo(8)
                .allSatisfy(table -> assertThat(table).endsWith(": app, reader"));
    }

    private List<String> tables(Predicate<String> which) {
        Stream<String> tables = database
                .query("SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace"
                        + " AND relkind IN ('r', 'p', 'v', 'm', 'S') ORDER BY relname")
                .stream();
        return tables.filter(which)
                .map(name -> name + ": app" + rights("tollgate_app", name) + ", reader"
                        + rights("tollgate_reader", name) + ownRows(name))
                .toList();
    }

    private String rights(String role, String table) {
        return String.join(
                "",
                database.query(
                        "SELECT ' ' || kind FROM unnest('{SELECT,INSERT,UPDATE,DELETE,TRUNCATE,TRIGGER}'::text[])"
                                + " WITH ORDINALITY k (kind, nth) WHERE CASE WHEN '" + table + "' LIKE '%seq'"
                                + " THEN kind IN ('SELECT', 'UPDATE') AND has_sequence_privilege('" + role + "', '"
                                + table
                                + "', CASE kind WHEN 'SELECT' THEN kind ELSE 'UPDATE' END)"
                                + " ELSE has_table_privilege('" + role + "', '" + table + "', kind) END ORDER BY nth"));
    }

    private String ownRows(String table) {
        return database.query("SELECT count(*) FROM pg_class c JOIN pg_policy p ON p.polrelid = c.oid"
                                + " WHERE c.relrowsecurity AND p.polname = 'own_rows' AND c.relname = '" + table + "'")
                        .contains("1")
                ? ", own rows"
                : "";
    }

    @Test
    void what_a_later_migration_makes_is_its_owners_until_it_is_listed() {
        database.execute(
                "CREATE FUNCTION tg_later() RETURNS int LANGUAGE sql AS 'SELECT 1'; CREATE TABLE later (x int)");
        assertThat(database.query("SELECT has_function_privilege('tollgate_app', 'tg_later()', 'EXECUTE')"
                        + " OR has_table_privilege('tollgate_app', 'later', 'SELECT')"))
                .containsExactly("f");
        database.execute("DROP FUNCTION tg_later; DROP TABLE later");
    }
}
