-- What accounts get of their plans, and when. As with the free credits of a day, nothing has to run at a time: what has
-- fallen due is done by the statement that uses the account next, because wallet.daily_next is the next time at which
-- anything of the plan is due. So a use at which nothing is due costs what it did before there were plans.

-- The credits of the plans, as the price book in force has them; nodes tell them (tg_tell_plans).
-- fallback = the book's first plan, to which an account falls when the time of its own is over.
CREATE TABLE plan_terms (
    plan         text    PRIMARY KEY,
    fallback     boolean NOT NULL DEFAULT false,
    once         bigint  NOT NULL,
    monthly      bigint  NOT NULL,
    monthly_keep boolean NOT NULL,
    daily        bigint  NOT NULL,
    daily_keep   boolean NOT NULL,
    CONSTRAINT plan_terms_are_sound CHECK (once >= 0 AND monthly >= 0 AND daily >= 0)
);

-- An account's plan (its name is account.plan): since when, until when, and what follows at the end of its month (next_plan).
-- Its months begin on the day anchor of wallet.daily_zone, or on a month's last day where that is earlier; month_from and
-- month_until are the one in which it was used last, month_key names it (YYYY-MM, by its beginning).
--
-- once_given, month_given: the most that plans have given the account ever, and in this month; a plan that gives more gives
-- the difference. So going up and down never brings more than the largest plan alone. once_plan, month_plan: the plan
-- whose credits have been given already, so that a new price book does not give credits to everybody at once.
--
-- tokens_*: what counts against a monthly allowance of tokens; tokens_from = the month that is counted, NULL when the
-- count is to be made anew (see tg_count_tokens).
CREATE TABLE account_plan (
    wallet_id   bigint      PRIMARY KEY REFERENCES wallet,
    since       timestamptz NOT NULL,
    until       timestamptz NOT NULL DEFAULT 'infinity',
    next_plan   text,
    anchor      smallint    NOT NULL,
    month_from  timestamptz NOT NULL,
    month_until timestamptz NOT NULL,
    month_key   text        NOT NULL,
    once_plan   text        NOT NULL DEFAULT '',
    once_given  bigint      NOT NULL DEFAULT 0,
    month_plan  text        NOT NULL DEFAULT '',
    month_given bigint      NOT NULL DEFAULT 0,
    tokens_from timestamptz,
    tokens_used bigint      NOT NULL DEFAULT 0,
    tokens_held bigint      NOT NULL DEFAULT 0,
    CONSTRAINT account_plan_is_sound CHECK (
        anchor BETWEEN 1 AND 31 AND month_from < month_until AND once_given >= 0 AND month_given >= 0
        AND tokens_used >= 0 AND tokens_held >= 0)
);
CREATE INDEX account_plan_until ON account_plan (until) WHERE until < 'infinity';
CREATE INDEX account_plan_next ON account_plan (month_until) WHERE next_plan IS NOT NULL;

-- The first moment of the day anchor in a month (given by its first day), or of the month's last day if it is shorter.
CREATE FUNCTION tg_month_begins(p_month date, p_anchor int, p_zone text) RETURNS timestamptz LANGUAGE sql STABLE AS $$
    SELECT tg_day_begins(p_month - 1 + least(p_anchor, extract(day FROM p_month + interval '1 month' - interval '1 day')::int),
                         p_zone)
$$;

-- The account's month in which a moment lies.
CREATE FUNCTION tg_month_of(p_at timestamptz, p_anchor int, p_zone text)
RETURNS TABLE (begins timestamptz, ends timestamptz, key text) LANGUAGE sql STABLE AS $$
    SELECT tg_month_begins(m.first, p_anchor, p_zone),
           tg_month_begins((m.first + interval '1 month')::date, p_anchor, p_zone), to_char(m.first, 'YYYY-MM')
      FROM (SELECT (d.first - CASE WHEN p_at < tg_month_begins(d.first, p_anchor, p_zone) THEN interval '1 month'
                                   ELSE interval '0' END)::date AS first
              FROM (SELECT date_trunc('month', p_at AT TIME ZONE p_zone)::date AS first) d) m
$$;

-- Gives a wallet, whose lock the caller has, all that is due: the end of its plan, a new month, a new day.
CREATE OR REPLACE FUNCTION tg_daily(p_wallet bigint, p_at timestamptz) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF (SELECT daily_next FROM wallet WHERE id = p_wallet) > p_at THEN RETURN; END IF;
    PERFORM tg_plan_switch(p_wallet, p_at);
    PERFORM tg_plan_give(p_wallet, p_at);
    PERFORM tg_give_day(p_wallet, p_at);
    UPDATE wallet w SET daily_next = tg_next_due(w.id, p_at) WHERE id = p_wallet;
END $$;

-- When something is due the next time; always later than p_at.
CREATE FUNCTION tg_next_due(p_wallet bigint, p_at timestamptz) RETURNS timestamptz LANGUAGE sql STABLE AS $$
    SELECT least(CASE WHEN w.daily > 0 THEN tg_day_begins((p_at AT TIME ZONE w.daily_zone)::date + 1, w.daily_zone)
                      ELSE 'infinity' END, a.until, a.month_until)
      FROM wallet w LEFT JOIN account_plan a ON a.wallet_id = w.id WHERE w.id = p_wallet
$$;

-- Gives a wallet, whose lock the caller has, credits that nobody paid for, once by their reference; answers whether now.
CREATE FUNCTION tg_give_free(
    p_wallet bigint, p_priority smallint, p_source text, p_reference text, p_reason text, p_amount bigint,
    p_until timestamptz, p_at timestamptz)
RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
    v_grant credit_grant;
BEGIN
    INSERT INTO credit_grant (wallet_id, priority, source, reference, reason, granted, cost, models, created_at,
                              effective_at, expires_at)
    VALUES (p_wallet, p_priority, p_source, p_reference, p_reason, p_amount, 0, '', p_at, p_at, p_until)
    ON CONFLICT (reference) DO NOTHING RETURNING * INTO v_grant;
    IF NOT FOUND THEN RETURN false; END IF;
    PERFORM tg_post(p_wallet, 'grant', 'issued:' || p_source, 'wallet', p_amount, v_grant.id, p_reference,
                    tg_grant_hash(v_grant), p_at);
    PERFORM tg_add_lot(v_grant);
    PERFORM tg_repay(p_wallet, p_at);
    RETURN true;
END $$;

-- The free credits of a day. The reference names the day, so that a day is given once even if the wallet changes its zone
-- or its plan.
CREATE FUNCTION tg_give_day(p_wallet bigint, p_at timestamptz) RETURNS void LANGUAGE sql AS $$
    SELECT tg_give_free(w.id, 1::smallint, 'daily_free', 'daily:' || w.id || ':' || d.day, 'free credits of ' || d.day,
                        w.daily, CASE WHEN w.daily_keep THEN 'infinity' ELSE tg_day_begins(d.day + 1, w.daily_zone) END, p_at)
      FROM wallet w, LATERAL (SELECT (p_at AT TIME ZONE w.daily_zone)::date AS day) d
     WHERE w.id = p_wallet AND w.daily > 0
$$;

-- Ends the plan of a wallet, whose lock the caller has, if its time is over: what was asked for at the end of the month
-- follows, or the fallback where it was to last until a time. It follows at its own time, however late this is noticed.
CREATE FUNCTION tg_plan_switch(p_wallet bigint, p_at timestamptz) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    a      account_plan;
    v_was  text;
    v_plan text;
BEGIN
    LOOP
        SELECT * INTO a FROM account_plan WHERE wallet_id = p_wallet;
        EXIT WHEN NOT FOUND OR a.until > p_at AND (a.next_plan IS NULL OR a.month_until > p_at);
        SELECT plan INTO STRICT v_was FROM account WHERE id = p_wallet;
        IF a.next_plan IS NOT NULL AND a.month_until <= a.until THEN
            v_plan := a.next_plan; a.since := a.month_until; a.next_plan := NULL;
        ELSE
            v_plan := tg_fallback(); a.since := a.until;
        END IF;
        PERFORM tg_plan_put(p_wallet, v_plan, a.since, 'infinity', a.next_plan);
        PERFORM tg_audit('tollgate', 'plan.ended', tg_public_id(p_wallet), '', json_build_object('plan', v_was)::text,
                         json_build_object('plan', v_plan)::text, '');
    END LOOP;
END $$;

-- The plan of accounts that have no other. 'default' is what price books call theirs that name none.
CREATE FUNCTION tg_fallback() RETURNS text LANGUAGE sql STABLE AS $$
    SELECT coalesce((SELECT plan FROM plan_terms WHERE fallback), 'default')
$$;

CREATE FUNCTION tg_public_id(p_account bigint) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT public_id FROM account WHERE id = p_account
$$;

-- Writes down an account's plan; its keys' holders learn of it by account_changed (V8). Tokens are counted anew if it is
-- another one, because not all plans count them.
CREATE FUNCTION tg_plan_put(p_wallet bigint, p_plan text, p_since timestamptz, p_until timestamptz, p_next text)
RETURNS void LANGUAGE sql AS $$
    UPDATE account_plan
       SET since = p_since, until = p_until, next_plan = p_next,
           tokens_from = CASE WHEN (SELECT plan FROM account WHERE id = p_wallet) = p_plan THEN tokens_from END
     WHERE wallet_id = p_wallet;
    UPDATE account SET plan = p_plan WHERE id = p_wallet AND plan <> p_plan
$$;

-- Begins the account's month in which p_at lies, if it has not begun yet, and gives what the plan gives in it; and what it
-- gives once. A plan that has left the price book gives what the fallback does.
CREATE FUNCTION tg_plan_give(p_wallet bigint, p_at timestamptz) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    a      account_plan;
    t      plan_terms;
    m      record;
    v_plan text;
    v_zone text;
BEGIN
    SELECT * INTO a FROM account_plan WHERE wallet_id = p_wallet;
    IF NOT FOUND THEN RETURN; END IF;
    SELECT c.plan, w.daily_zone INTO STRICT v_plan, v_zone FROM account c JOIN wallet w ON w.id = c.id WHERE c.id = p_wallet;
    IF a.month_until <= p_at THEN
        SELECT * INTO m FROM tg_month_of(p_at, a.anchor, v_zone);
        a.month_from := m.begins; a.month_until := m.ends;
        IF m.key > a.month_key THEN -- not twice, if the account has gone to another zone
            a.month_key := m.key; a.month_given := 0; a.month_plan := '';
        END IF;
    END IF;
    SELECT * INTO t FROM plan_terms WHERE plan = v_plan OR plan = tg_fallback() ORDER BY plan = v_plan DESC LIMIT 1;
    IF FOUND THEN
        PERFORM tg_put_daily(p_wallet, t.daily, v_zone, t.daily_keep, p_at);
        IF a.once_plan <> v_plan THEN
            IF t.once > a.once_given AND tg_give_free(
                p_wallet, 3::smallint, 'plan', 'plan:' || p_wallet || ':once:' || v_plan, 'credits of the plan ' || v_plan,
                t.once - a.once_given, 'infinity', p_at) THEN
                a.once_given := t.once;
            END IF;
            a.once_plan := v_plan;
        END IF;
        IF a.month_plan <> v_plan THEN
            IF t.monthly > a.month_given AND tg_give_free(
                p_wallet, 3::smallint, 'plan', 'plan:' || p_wallet || ':' || a.month_key || ':' || v_plan,
                'credits of the plan ' || v_plan || ' for ' || a.month_key, t.monthly - a.month_given,
                CASE WHEN t.monthly_keep THEN 'infinity' ELSE a.month_until END, p_at) THEN
                a.month_given := t.monthly;
            END IF;
            a.month_plan := v_plan;
        END IF;
    END IF;
    UPDATE account_plan
       SET month_from = a.month_from, month_until = a.month_until, month_key = a.month_key, once_plan = a.once_plan,
           once_given = a.once_given, month_plan = a.month_plan, month_given = a.month_given
     WHERE wallet_id = p_wallet;
END $$;

-- From now on a wallet, whose lock the caller has, gets so many free credits a day. Written into the journal.
CREATE FUNCTION tg_put_daily(p_wallet bigint, p_amount bigint, p_zone text, p_keep boolean, p_at timestamptz)
RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    UPDATE wallet
       SET daily = p_amount, daily_zone = p_zone, daily_keep = p_keep,
           daily_next = least(CASE WHEN p_amount > 0 THEN tg_day_begins((p_at AT TIME ZONE p_zone)::date, p_zone) END,
                              (SELECT least(until, month_until) FROM account_plan WHERE wallet_id = p_wallet), 'infinity')
     WHERE id = p_wallet AND (daily, daily_zone, daily_keep) <> (p_amount, p_zone, p_keep);
    IF FOUND THEN
        PERFORM tg_post(p_wallet, 'daily', 'issued:daily_free', 'daily', 0, NULL,
                        p_amount || ' ' || p_zone || CASE WHEN p_keep THEN ' keep' ELSE '' END, sha256(''), p_at);
    END IF;
END $$;

CREATE OR REPLACE FUNCTION tg_set_daily(p_wallet bigint, p_amount bigint, p_zone text, p_keep boolean) RETURNS boolean
LANGUAGE plpgsql AS $$
BEGIN
    PERFORM 1 FROM wallet WHERE id = p_wallet FOR UPDATE;
    IF NOT FOUND THEN RETURN false; END IF;
    PERFORM tg_put_daily(p_wallet, p_amount, p_zone, p_keep, clock_timestamp());
    RETURN true;
END $$;

-- The plans of the book in force; those that are not named have left it (p_all), or stay as they are. Each array has one
-- element a plan, the fallback first if p_all.
CREATE FUNCTION tg_tell_plans(
    p_plans text[], p_once bigint[], p_monthly bigint[], p_monthly_keep boolean[], p_daily bigint[], p_daily_keep boolean[],
    p_all boolean)
RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(7264015);
    DELETE FROM plan_terms WHERE p_all AND plan <> ALL (p_plans);
    INSERT INTO plan_terms AS t (plan, fallback, once, monthly, monthly_keep, daily, daily_keep)
    SELECT p.plan, p_all AND p.nth = 1, p.once, p.monthly, p.monthly_keep, p.daily, p.daily_keep
      FROM unnest(p_plans, p_once, p_monthly, p_monthly_keep, p_daily, p_daily_keep) WITH ORDINALITY
           p (plan, once, monthly, monthly_keep, daily, daily_keep, nth)
        ON CONFLICT (plan) DO UPDATE
       SET fallback = CASE WHEN p_all THEN excluded.fallback ELSE t.fallback END, once = excluded.once,
           monthly = excluded.monthly, monthly_keep = excluded.monthly_keep, daily = excluded.daily,
           daily_keep = excluded.daily_keep
     WHERE (t.once, t.monthly, t.monthly_keep, t.daily, t.daily_keep)
           <> (excluded.once, excluded.monthly, excluded.monthly_keep, excluded.daily, excluded.daily_keep)
        OR p_all AND t.fallback <> excluded.fallback;
END $$;

-- Begins the plan that an account was made with: its months begin on this day of the zone. Gives what the plan gives now.
-- Once for each account; answers whether there is such a wallet.
CREATE FUNCTION tg_start_plan(p_wallet bigint, p_zone text, p_at timestamptz DEFAULT NULL) RETURNS boolean
LANGUAGE plpgsql AS $$
DECLARE
    v_now timestamptz;
BEGIN
    PERFORM 1 FROM wallet WHERE id = p_wallet FOR UPDATE;
    IF NOT FOUND THEN RETURN false; END IF;
    v_now := coalesce(p_at, clock_timestamp());
    IF NOT EXISTS (SELECT FROM account_plan WHERE wallet_id = p_wallet) THEN
        INSERT INTO account_plan (wallet_id, since, anchor, month_from, month_until, month_key)
        SELECT p_wallet, v_now, d.anchor, m.begins, m.ends, m.key
          FROM (SELECT extract(day FROM v_now AT TIME ZONE p_zone)::int AS anchor) d, tg_month_of(v_now, d.anchor, p_zone) m;
        PERFORM tg_put_daily(p_wallet, w.daily, p_zone, w.daily_keep, v_now) FROM wallet w WHERE w.id = p_wallet;
        UPDATE wallet SET daily_next = '-infinity' WHERE id = p_wallet;
    END IF;
    PERFORM tg_daily(p_wallet, v_now);
    RETURN true;
END $$;

-- A new account with its plan begun, and with a first key unless that is NULL: all or nothing, so that nobody is left
-- without first credits or without a way in. Fails if the address has an account.
CREATE FUNCTION tg_open_account(
    p_public_id text, p_email text, p_plan text, p_zone text, p_key_name text, p_hash bytea, p_prefix text, p_last4 text)
RETURNS TABLE (id bigint, public_id text, email text, plan text, key_id bigint) LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
    v_id  bigint;
    v_key bigint;
BEGIN
    INSERT INTO account (public_id, email, plan) VALUES (p_public_id, p_email, p_plan) RETURNING account.id INTO v_id;
    IF p_hash IS NOT NULL THEN
        INSERT INTO api_key (account_id, name, hash, prefix, last4) VALUES (v_id, p_key_name, p_hash, p_prefix, p_last4)
        RETURNING api_key.id INTO v_key;
    END IF;
    PERFORM tg_start_plan(v_id, p_zone);
    RETURN QUERY SELECT v_id, p_public_id, p_email, p_plan, v_key;
END $$;

-- Gives an account another plan: now, until a time (or 'infinity'; NULL: until the end that it has, if it has the plan
-- already), or at the end of its month. The plan that it has, asked
-- for at the end of the month, takes back what was asked for before.
CREATE FUNCTION tg_set_plan(
    p_wallet bigint, p_plan text, p_at_month_end boolean, p_until timestamptz, p_at timestamptz DEFAULT NULL)
RETURNS TABLE (was text, changed boolean, plan text, since timestamptz, until timestamptz, next_plan text,
               month_from timestamptz, month_until timestamptz)
LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
    v_now timestamptz;
    v_was text;
    a     account_plan;
BEGIN
    PERFORM 1 FROM wallet WHERE id = p_wallet FOR UPDATE;
    IF NOT FOUND THEN RETURN; END IF;
    v_now := coalesce(p_at, clock_timestamp());
    IF NOT EXISTS (SELECT FROM account_plan WHERE wallet_id = p_wallet) THEN
        PERFORM tg_start_plan(p_wallet, w.daily_zone, v_now) FROM wallet w WHERE w.id = p_wallet;
    END IF;
    PERFORM tg_daily(p_wallet, v_now);
    SELECT c.plan INTO STRICT v_was FROM account c WHERE c.id = p_wallet;
    SELECT * INTO STRICT a FROM account_plan WHERE wallet_id = p_wallet;
    IF p_at_month_end THEN
        UPDATE account_plan SET next_plan = nullif(p_plan, v_was) WHERE wallet_id = p_wallet;
    ELSE
        PERFORM tg_plan_put(p_wallet, p_plan, CASE WHEN v_was = p_plan THEN a.since ELSE v_now END,
                            coalesce(p_until, CASE WHEN v_was = p_plan THEN a.until ELSE 'infinity' END), NULL);
        PERFORM tg_plan_switch(p_wallet, v_now); -- if its time is over already
        PERFORM tg_plan_give(p_wallet, v_now);
        PERFORM tg_give_day(p_wallet, v_now);
        UPDATE wallet SET daily_next = tg_next_due(p_wallet, v_now) WHERE id = p_wallet;
    END IF;
    RETURN QUERY
    SELECT v_was, (c.plan, p.until, p.next_plan) IS DISTINCT FROM (v_was, a.until, a.next_plan), c.plan, p.since, p.until,
           p.next_plan, p.month_from, p.month_until
      FROM account c JOIN account_plan p ON p.wallet_id = c.id WHERE c.id = p_wallet;
END $$;

-- Takes back what was asked for at the end of the month, if the account has the plan p_plan: it goes on as it was sold.
-- No row if it has another plan, by now, or none that was begun.
CREATE FUNCTION tg_keep_plan(p_wallet bigint, p_plan text, p_at timestamptz DEFAULT NULL)
RETURNS TABLE (was text, changed boolean, plan text, since timestamptz, until timestamptz, next_plan text,
               month_from timestamptz, month_until timestamptz)
LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
    v_next text;
BEGIN
    PERFORM 1 FROM wallet WHERE id = p_wallet FOR UPDATE;
    PERFORM tg_daily(p_wallet, coalesce(p_at, clock_timestamp()));
    SELECT a.next_plan INTO v_next FROM account_plan a JOIN account c ON c.id = a.wallet_id
     WHERE a.wallet_id = p_wallet AND c.plan = p_plan;
    IF NOT FOUND THEN RETURN; END IF;
    UPDATE account_plan SET next_plan = NULL WHERE wallet_id = p_wallet AND next_plan IS NOT NULL;
    RETURN QUERY
    SELECT p_plan, v_next IS NOT NULL, p_plan, p.since, p.until, p.next_plan, p.month_from, p.month_until
      FROM account_plan p WHERE p.wallet_id = p_wallet;
END $$;

-- Ends the plans of accounts that nobody uses, so that lists and limits tell the truth; their credits come with their next
-- use. Accounts that are in use are passed over: they see to it themselves.
CREATE FUNCTION tg_end_plans(p_limit int) RETURNS int LANGUAGE plpgsql AS $$
DECLARE
    v_wallet bigint;
    v_ended  int := 0;
BEGIN
    IF NOT pg_try_advisory_xact_lock(7264016) THEN RETURN 0; END IF;
    FOR v_wallet IN
        SELECT x.wallet_id FROM (
            (SELECT wallet_id FROM account_plan WHERE until < 'infinity' AND until <= clock_timestamp() LIMIT p_limit)
             UNION
            (SELECT wallet_id FROM account_plan WHERE next_plan IS NOT NULL AND month_until <= clock_timestamp()
              LIMIT p_limit)) x ORDER BY x.wallet_id
    LOOP
        BEGIN
            PERFORM 1 FROM wallet WHERE id = v_wallet FOR UPDATE SKIP LOCKED;
            CONTINUE WHEN NOT FOUND;
            PERFORM tg_plan_switch(v_wallet, clock_timestamp());
            v_ended := v_ended + 1;
        EXCEPTION WHEN OTHERS THEN
            RAISE WARNING 'the plan of wallet % was passed over: %', v_wallet, SQLERRM;
        END;
    END LOOP;
    RETURN v_ended;
END $$;

-- For the administrators' search by the beginning of an address.
CREATE INDEX account_email_prefix ON account (lower(email) text_pattern_ops);
