-- Plans that are paid for by invoices give what they give once and each month by the invoices: by the time that was paid for,
-- not by the account's own months, of which one payment may touch two. invoiced = the plan that the account has so; '' none.
ALTER TABLE account_plan ADD COLUMN invoiced text NOT NULL DEFAULT '';

-- As before (V15), but for plans that are invoiced.
CREATE OR REPLACE FUNCTION tg_plan_give(p_wallet bigint, p_at timestamptz) RETURNS void LANGUAGE plpgsql AS $$
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
        IF a.once_plan <> v_plan AND a.invoiced <> v_plan THEN
            IF t.once > a.once_given AND tg_give_free(
                p_wallet, 3::smallint, 'plan', 'plan:' || p_wallet || ':once:' || v_plan, 'credits of the plan ' || v_plan,
                t.once - a.once_given, 'infinity', p_at) THEN
                a.once_given := t.once;
            END IF;
            a.once_plan := v_plan;
        END IF;
        IF a.month_plan <> v_plan AND a.invoiced <> v_plan THEN
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

-- As before (V15). A plan that follows another one is not invoiced.
CREATE OR REPLACE FUNCTION tg_plan_put(p_wallet bigint, p_plan text, p_since timestamptz, p_until timestamptz, p_next text)
RETURNS void LANGUAGE sql AS $$
    UPDATE account_plan
       SET since = p_since, until = p_until, next_plan = p_next, invoiced = CASE invoiced WHEN p_plan THEN p_plan ELSE '' END,
           tokens_from = CASE WHEN (SELECT plan FROM account WHERE id = p_wallet) = p_plan THEN tokens_from END
     WHERE wallet_id = p_wallet;
    UPDATE account SET plan = p_plan WHERE id = p_wallet AND plan <> p_plan
$$;

-- What a plan that is invoiced gives once, to be given with a payment of a whole period of it: what plans have not given the
-- account once before. It counts as given from then on.
CREATE FUNCTION tg_plan_once(p_wallet bigint, p_plan text) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    v_once  bigint;
    v_given bigint;
BEGIN
    PERFORM 1 FROM wallet WHERE id = p_wallet FOR UPDATE;
    SELECT once INTO v_once FROM plan_terms WHERE plan = p_plan;
    SELECT once_given INTO v_given FROM account_plan WHERE wallet_id = p_wallet;
    IF v_once IS NULL OR v_given IS NULL OR v_once <= v_given THEN RETURN 0; END IF;
    UPDATE account_plan SET once_given = v_once, once_plan = p_plan WHERE wallet_id = p_wallet;
    RETURN v_once - v_given;
END $$;

-- As before (V15), and says whether the plan is paid for by invoices.
DROP FUNCTION tg_set_plan(bigint, text, boolean, timestamptz, timestamptz);
CREATE FUNCTION tg_set_plan(
    p_wallet bigint, p_plan text, p_at_month_end boolean, p_until timestamptz, p_at timestamptz DEFAULT NULL,
    p_invoiced boolean DEFAULT false)
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
        UPDATE account_plan SET invoiced = CASE WHEN p_invoiced THEN p_plan ELSE '' END WHERE wallet_id = p_wallet;
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
