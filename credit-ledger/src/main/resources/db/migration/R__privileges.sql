-- Who may do what. Runs again behind every new migration (the newest is ${newest}), and begins with nothing for anybody:
-- a table or function that is not named here is its owner's alone.
--
-- tollgate_app     the gateway: calls the functions of the first list, reads, and writes accounts and keys. No money.
-- tollgate_reader  a user who asks: sees the rows of the account that the setting tg.account names. Without it, none.
--
-- The money functions act as the owner of the tables, whom row level security does not touch (it is not FORCEd), so they
-- cost what they did before. Nobody else acts as the owner but migrations.

DO $$
DECLARE
    v_schema text := quote_ident(current_schema());
    f        record;
    t        record;
    -- Called by the gateway; they act as their owner.
    v_moves  CONSTANT text[] := ARRAY[
        'tg_hold', 'tg_raise', 'tg_extend', 'tg_await', 'tg_settle', 'tg_spend', 'tg_grant', 'tg_correct', 'tg_freeze', 'tg_set_frozen', 'tg_set_daily', 'tg_give_daily',
        'tg_sweep', 'tg_abandoned', 'tg_write_off', 'tg_collect', 'tg_heartbeat', 'tg_make_months', 'tg_price_change',
        'tg_key_create', 'tg_key_change', 'tg_key_rotate', 'tg_key_revoke', 'tg_keys_used', 'tg_forget_runs',
        'tg_roll_up', 'tg_roll_span', 'tg_roll_again',
        'tg_watch_balance', 'tg_sweep_balances', 'tg_take_alerts', 'tg_end_alert',
        'tg_tell_plans', 'tg_start_plan', 'tg_set_plan', 'tg_set_zone', 'tg_end_plans', 'tg_allow_tokens', 'tg_settle_tokens',
        'tg_sweep_tokens', 'tg_audit', 'tg_redeem', 'tg_open_account', 'tg_keep_plan',
        'tg_register', 'tg_identity', 'tg_open_session', 'tg_refresh', 'tg_logout', 'tg_keep_code', 'tg_take_code',
        'tg_set_role', 'tg_delete_account', 'tg_put_own_keys', 'tg_reseal_own_key',
        'tg_tell_rewards', 'tg_referral_code', 'tg_invite', 'tg_give_rewards',
        'tg_give_alone', 'tg_propose', 'tg_approve', 'tg_reject',
        'tg_stripe_event', 'tg_stripe_take', 'tg_stripe_mark', 'tg_stripe_again', 'tg_stripe_lock', 'tg_stripe_customer',
        'tg_stripe_forget', 'tg_order_open', 'tg_order_state', 'tg_stripe_pay', 'tg_stripe_back', 'tg_stripe_exchange',
        'tg_stripe_subscription', 'tg_stripe_price', 'tg_stripe_price_seen', 'tg_stripe_prices_are', 'tg_stripe_price_gone', 'tg_stripe_seen', 'tg_stripe_compared',
        'tg_stripe_gives', 'tg_stripe_gives_no_more', 'tg_plan_once',
        'tg_top_up_put', 'tg_top_up_off', 'tg_top_up_take', 'tg_top_up_open', 'tg_top_up_failed', 'tg_top_up_drop',
        'tg_top_up_stop', 'tg_begin_call', 'tg_making_call', 'tg_end_call', 'tg_forget_calls',
        'tg_attempt', 'tg_give_attempt_back', 'tg_forget_attempts', 'tg_sweep_attempts'];
    -- Called by triggers on what the gateway writes; they act as their owner.
    v_behind CONSTANT text[] := ARRAY['tg_new_wallet', 'tg_audit_chain'];
    -- Parts of queries; they act as whoever asks, and must stay without settings, or they are not inlined.
    v_app    CONSTANT text[] := ARRAY['tg_micros', 'tg_funds', 'tg_first_id', 'tg_months_ahead', 'tg_price_time',
        'tg_detail', 'tg_usage_facts', 'tg_tokens_since', 'tg_month_tokens', 'tg_top_up_charged'];
    v_reader CONSTANT text[] := ARRAY['tg_funds', 'tg_micros', 'tg_day_begins', 'tg_period_ends', 'tg_first_id',
        'tg_detail', 'tg_usage_facts'];
BEGIN
    EXECUTE format('REVOKE CREATE ON SCHEMA %s FROM PUBLIC', v_schema);
    EXECUTE format('GRANT USAGE ON SCHEMA %s TO tollgate_app, tollgate_reader', v_schema);
    ALTER DEFAULT PRIVILEGES REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;

    FOR f IN SELECT p.oid::regprocedure AS name, p.proname AS bare FROM pg_proc p
              WHERE p.pronamespace = current_schema()::regnamespace AND p.proname LIKE 'tg\_%' LOOP
        EXECUTE format('REVOKE ALL ON FUNCTION %s FROM PUBLIC, tollgate_app, tollgate_reader', f.name);
        IF f.bare = ANY (v_moves || v_behind) THEN
            EXECUTE format('ALTER FUNCTION %s SECURITY DEFINER SET search_path = %s, pg_temp', f.name, v_schema);
        END IF;
        IF f.bare = ANY (v_moves || v_app) THEN
            EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO tollgate_app', f.name);
        END IF;
        IF f.bare = ANY (v_reader) THEN
            EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO tollgate_reader', f.name);
        END IF;
    END LOOP;

    FOR t IN SELECT c.oid::regclass AS name, CASE c.relkind WHEN 'S' THEN 'SEQUENCE' ELSE 'TABLE' END AS kind FROM pg_class c
              WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind IN ('r', 'p', 'v', 'm', 'S')
                AND pg_has_role(c.relowner, 'USAGE') LOOP
        EXECUTE format('REVOKE ALL ON %s %s FROM PUBLIC, tollgate_app, tollgate_reader', t.kind, t.name);
    END LOOP;
END $$;

-- What the gateway reads, and what it writes itself. With the history of the schema a login of its own can start it.
GRANT SELECT ON account, api_key, wallet, credit_grant, hold, entry, usage_record, flyway_schema_history TO tollgate_app;
GRANT INSERT, UPDATE ON account, api_key TO tollgate_app;

-- What it reads besides when it proves the books, and the results that it writes down.
GRANT SELECT ON spend_answer, correction, entry_rest, usage_record_rest, opening, opening_wallet, opening_grant, opening_usage,
                head_signature, signed_head, proof_run TO tollgate_app;
GRANT INSERT ON head_signature, signed_head, proof_run TO tollgate_app;

-- Keys that were rotated, and budgets: changed by functions only.
GRANT SELECT ON old_secret, budget TO tollgate_app;

-- The prices: changed by a function only.
GRANT SELECT ON price_version, price_activation, price_log TO tollgate_app;

-- The sums of the usage log: made by functions only. Which of them are whose is below.
GRANT SELECT ON usage_rollup, usage_rollup_tag, usage_rollup_total, usage_rollup_own, usage_rollup_own_tag, usage_rollup_house,
                usage_rollup_account, usage_rollup_name, usage_rollup_state, usage_fact TO tollgate_app;
GRANT SELECT ON usage_rollup, usage_rollup_tag, usage_rollup_total, usage_rollup_own, usage_rollup_own_tag, usage_rollup_state,
                usage_fact TO tollgate_reader;

-- What accounts want to be told is written by the gateway, what is told by functions only.
GRANT SELECT, INSERT, UPDATE ON alert_setting TO tollgate_app;
GRANT SELECT ON alert_state, alert_event, alert_delivery TO tollgate_app;
GRANT SELECT (wallet_id, threshold, webhook_url, email) ON alert_setting TO tollgate_reader;
GRANT SELECT ON alert_event, alert_delivery TO tollgate_reader;

-- Plans, promo codes and who changed what: written by functions only.
GRANT SELECT ON plan_terms, account_plan, token_hold, promo_code, redemption, audit, audit_head TO tollgate_app;
GRANT SELECT (seq, at, actor, action, target, was, became, request) ON audit TO tollgate_reader;
-- What waits for a second administrator: written by functions only.
GRANT SELECT ON proposal TO tollgate_app;
-- Rewards by rule: written by functions only. Both who brought somebody and who was brought see the row.
GRANT SELECT ON referral TO tollgate_app, tollgate_reader;
GRANT SELECT ON referral_code TO tollgate_reader;

-- What was bought through Stripe: written by functions only.
GRANT SELECT ON stripe_inbox, stripe_object, stripe_customer, billing_order, stripe_payment, stripe_subscription,
                stripe_price, stripe_cursor, stripe_owed TO tollgate_app;
-- What is bought by itself: written by functions only.
GRANT SELECT ON top_up TO tollgate_app;
GRANT SELECT (wallet_id, enabled, below, package, cents, most_per_day, stopped_for, stopped_at, changed_at)
   ON top_up TO tollgate_reader;
-- Whose is what a provider keeps.
GRANT SELECT, INSERT, UPDATE (made_at), DELETE ON kept_object TO tollgate_app;
GRANT SELECT, INSERT, DELETE ON kept_response TO tollgate_app;
-- Calls that are settled when their provider tells of them.
GRANT SELECT, DELETE ON awaited_callback TO tollgate_app;
-- Calls that are made once for a key.
GRANT SELECT, DELETE ON idempotent_call TO tollgate_app;

-- How people log in: changed by functions only. What is compared here, not there, are passwords.
GRANT SELECT ON password, identity, login_session TO tollgate_app;
GRANT SELECT ON identity, login_session TO tollgate_reader;

-- What a user may see of itself: not the hashes of its keys.
GRANT SELECT ON account, wallet, credit_grant, hold, entry, usage_record TO tollgate_reader;
GRANT SELECT (id, account_id, name, prefix, last4, created_at, expires_at, revoked_at, public_id, models, services, addresses,
              last_used_at) ON api_key TO tollgate_reader;
-- Own keys at providers are sealed; their owner sees their last signs.
GRANT SELECT ON provider_key TO tollgate_app;
GRANT SELECT (account_id, provider, last4, changed_at) ON provider_key TO tollgate_reader;
GRANT SELECT ON budget TO tollgate_reader;
GRANT SELECT (account_id, key_id, prefix, last4, expires_at) ON old_secret TO tollgate_reader;

-- What it bought, and what was given for it.
GRANT SELECT ON account_plan, loyalty, redemption, stripe_customer, billing_order, stripe_payment, stripe_subscription
   TO tollgate_reader;

-- The setting is an empty text, not NULL, after a transaction that had set it.
DO $$
DECLARE
    t record;
BEGIN
    IF NOT (SELECT c.relrowsecurity FROM pg_class c WHERE c.oid = 'referral'::regclass) THEN
        CREATE POLICY brought_row ON referral FOR SELECT TO tollgate_reader
            USING (wallet_id = nullif(current_setting('tg.account', true), '')::bigint);
    END IF;
    -- What an account did about itself. What administrators did about it names them.
    IF NOT (SELECT c.relrowsecurity FROM pg_class c WHERE c.oid = 'audit'::regclass) THEN
        ALTER TABLE audit ENABLE ROW LEVEL SECURITY;
        CREATE POLICY own_rows ON audit FOR SELECT TO tollgate_reader USING (target = actor AND target =
            (SELECT a.public_id FROM account a WHERE a.id = nullif(current_setting('tg.account', true), '')::bigint));
        CREATE POLICY all_rows ON audit TO tollgate_app USING (true) WITH CHECK (true);
    END IF;
    FOR t IN SELECT * FROM (VALUES
        ('account', 'id'), ('api_key', 'account_id'), ('wallet', 'id'), ('credit_grant', 'wallet_id'), ('hold', 'wallet_id'),
        ('entry', 'wallet_id'), ('usage_record', 'wallet_id'), ('budget', 'wallet_id'), ('old_secret', 'account_id'),
        ('usage_rollup', 'wallet_id'), ('usage_rollup_tag', 'wallet_id'), ('usage_rollup_total', 'wallet_id'),
        ('usage_rollup_own', 'wallet_id'), ('usage_rollup_own_tag', 'wallet_id'), ('alert_setting', 'wallet_id'),
        ('alert_event', 'wallet_id'), ('alert_delivery', 'wallet_id'), ('referral', 'inviter'), ('referral_code', 'wallet_id'),
        ('identity', 'account_id'), ('login_session', 'account_id'), ('provider_key', 'account_id'),
        ('top_up', 'wallet_id'), ('account_plan', 'wallet_id'), ('loyalty', 'wallet_id'), ('redemption', 'wallet_id'),
        ('stripe_customer', 'wallet_id'), ('billing_order', 'wallet_id'), ('stripe_payment', 'wallet_id'),
        ('stripe_subscription', 'wallet_id')) own (name, account) LOOP
        -- Only once: it waits for whoever reads the table, and money would wait behind it.
        CONTINUE WHEN (SELECT c.relrowsecurity FROM pg_class c WHERE c.oid = t.name::regclass);
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t.name);
        EXECUTE format('CREATE POLICY own_rows ON %I FOR SELECT TO tollgate_reader USING'
                       ' (%I = nullif(current_setting(''tg.account'', true), '''')::bigint)', t.name, t.account);
        EXECUTE format('CREATE POLICY all_rows ON %I TO tollgate_app USING (true) WITH CHECK (true)', t.name);
    END LOOP;
END $$;
