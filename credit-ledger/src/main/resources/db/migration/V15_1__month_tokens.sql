-- Plans may allow so many tokens in an account's month (see V15). The most that a call can use is set aside before it runs;
-- when it has been settled, what its usage record says is counted in its place. A call counts in the month in which it
-- began. Only plans with such an allowance come here; the others pay nothing for it.
CREATE TABLE token_hold (
    id         uuid        PRIMARY KEY,   -- the call's
    wallet_id  bigint      NOT NULL REFERENCES wallet,
    tokens     bigint      NOT NULL CHECK (tokens >= 0),
    month_from timestamptz NOT NULL,
    at         timestamptz NOT NULL
);
CREATE INDEX token_hold_wallet ON token_hold (wallet_id);
CREATE INDEX token_hold_at ON token_hold (at);

-- Sets tokens aside for a batch of calls, each within the allowance that its plan has; before their holds of credits are
-- placed. Status: ALLOWED; ON_HOLD, calls that still run have the tokens; USED_UP; NO_ACCOUNT.
CREATE FUNCTION tg_allow_tokens(
    p_ids uuid[], p_wallets bigint[], p_tokens bigint[], p_limits bigint[], p_at timestamptz DEFAULT NULL)
RETURNS TABLE (ord int, status text, used bigint, on_hold bigint, renews_at timestamptz)
LANGUAGE plpgsql SET plan_cache_mode = force_generic_plan SET enable_seqscan = off AS $$
#variable_conflict use_column
DECLARE
    v_now timestamptz;
    w     wallet;
    a     account_plan;
BEGIN
    PERFORM 1 FROM wallet WHERE id = ANY (p_wallets) ORDER BY id FOR UPDATE;
    v_now := coalesce(p_at, clock_timestamp());
    FOR i IN 1 .. coalesce(cardinality(p_ids), 0) LOOP
        ord := i; used := 0; on_hold := 0; renews_at := NULL;
        SELECT * INTO w FROM wallet WHERE wallet.id = p_wallets[i];
        IF NOT FOUND THEN status := 'NO_ACCOUNT'; RETURN NEXT; CONTINUE; END IF;
        IF NOT EXISTS (SELECT FROM account_plan WHERE wallet_id = w.id) THEN
            PERFORM tg_start_plan(w.id, w.daily_zone, v_now);
        ELSIF w.daily_next <= v_now THEN
            PERFORM tg_daily(w.id, v_now);
        END IF;
        a := tg_count_tokens(w.id);
        IF EXISTS (SELECT FROM token_hold t WHERE t.id = p_ids[i] AND t.wallet_id = w.id) THEN
            status := 'ALLOWED';
        ELSIF p_tokens[i] <= p_limits[i] - a.tokens_used - a.tokens_held THEN
            status := 'ALLOWED';
            a.tokens_held := a.tokens_held + p_tokens[i];
            INSERT INTO token_hold (id, wallet_id, tokens, month_from, at)
            VALUES (p_ids[i], w.id, p_tokens[i], a.month_from, v_now);
            UPDATE account_plan SET tokens_held = a.tokens_held WHERE wallet_id = w.id;
        ELSE
            status := CASE WHEN p_tokens[i] <= p_limits[i] - a.tokens_used THEN 'ON_HOLD' ELSE 'USED_UP' END;
        END IF;
        used := a.tokens_used; on_hold := a.tokens_held; renews_at := a.month_until;
        RETURN NEXT;
    END LOOP;
END $$;

-- The tokens of an account's calls that ended at p_from, a quarter of an hour, or later: by the sums of quarters (V16), and
-- from the log what is not summed yet. So it reads a row a quarter, not all calls; and the sums stay when a month is taken out
-- of the books. Of a call that took longer than an hour, the tokens are missing until it is summed, seconds after its end.
CREATE FUNCTION tg_tokens_since(p_wallet bigint, p_from timestamptz) RETURNS bigint LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (SELECT (coalesce(summed.tokens, 0) + coalesce(newest.tokens, 0))::bigint
      FROM usage_rollup_state s
     CROSS JOIN LATERAL (
        SELECT sum(r.input_tokens + r.output_tokens) AS tokens FROM usage_rollup_total r
         WHERE r.wallet_id = p_wallet AND r.bucket >= p_from) summed
     CROSS JOIN LATERAL (
        SELECT sum(u.input_tokens + u.output_tokens) AS tokens FROM usage_record u
         WHERE u.wallet_id = p_wallet AND u.settled_at >= greatest(s.watermark, p_from)
           AND u.request_id >= tg_first_id(greatest('epoch', s.watermark - interval '1 hour'))) newest);
END $$;

-- The tokens of the calls that began in an account's month, from its beginning on: those that ended in it, without those that
-- began in the hour before. (Who runs for longer than an hour over the end of a month counts in the next.)
CREATE FUNCTION tg_month_tokens(p_wallet bigint, p_from timestamptz) RETURNS bigint LANGUAGE sql STABLE AS $$
    SELECT greatest(0, tg_tokens_since(p_wallet, p_from) - coalesce((
        SELECT sum(u.input_tokens + u.output_tokens) FROM usage_record u
         WHERE u.wallet_id = p_wallet AND u.settled_at >= p_from AND u.request_id < tg_first_id(p_from)
           AND u.request_id >= tg_first_id(p_from - interval '1 hour')), 0))::bigint
$$;

-- The counts of an account's month, for whoever has the wallet's lock. In a month that is not counted yet, and after a
-- change of plan, they are made anew: what was used, without the calls that are yet to be counted (tg_settle_tokens), and
-- what is set aside for those.
CREATE FUNCTION tg_count_tokens(p_wallet bigint) RETURNS account_plan LANGUAGE plpgsql AS $$
DECLARE
    a account_plan;
BEGIN
    SELECT * INTO STRICT a FROM account_plan WHERE wallet_id = p_wallet;
    IF a.tokens_from IS DISTINCT FROM a.month_from THEN
        UPDATE account_plan SET tokens_from = a.month_from,
               tokens_used = greatest(0, tg_month_tokens(p_wallet, a.month_from) - coalesce((
                   SELECT sum(u.input_tokens + u.output_tokens)
                     FROM token_hold t JOIN usage_record u ON u.wallet_id = t.wallet_id AND u.request_id = t.id
                    WHERE t.wallet_id = p_wallet AND t.month_from = a.month_from), 0)),
               tokens_held = (SELECT coalesce(sum(t.tokens), 0) FROM token_hold t
                               WHERE t.wallet_id = p_wallet AND t.month_from = a.month_from)
         WHERE wallet_id = p_wallet RETURNING * INTO a;
    END IF;
    RETURN a;
END $$;

-- Counts what calls have used in the place of what was set aside for them: what their usage records say, nothing for those
-- that have none. Calls whose credits are on hold still run, and are passed over. Answers how many were counted.
CREATE FUNCTION tg_settle_tokens(p_ids uuid[], p_wallets bigint[]) RETURNS int
LANGUAGE plpgsql SET plan_cache_mode = force_generic_plan SET enable_seqscan = off AS $$
DECLARE
    t         token_hold;
    v_used    bigint;
    v_counted int := 0;
BEGIN
    PERFORM 1 FROM wallet WHERE id = ANY (p_wallets) ORDER BY id FOR UPDATE;
    FOR t IN
        SELECT x.* FROM token_hold x
         WHERE x.id = ANY (p_ids) AND x.wallet_id = ANY (p_wallets) AND NOT EXISTS (SELECT FROM hold h WHERE h.id = x.id)
    LOOP
        SELECT u.input_tokens + u.output_tokens INTO v_used FROM usage_record u
         WHERE u.wallet_id = t.wallet_id AND u.request_id = t.id;
        DELETE FROM token_hold WHERE id = t.id;
        UPDATE account_plan
           SET tokens_held = tokens_held - t.tokens, tokens_used = tokens_used + coalesce(v_used, 0)
         WHERE wallet_id = t.wallet_id AND tokens_from = t.month_from;
        v_counted := v_counted + 1;
    END LOOP;
    RETURN v_counted;
END $$;

-- The same for calls that nobody counted, because their node died in between: those that were let in p_age ago or earlier.
-- Wallets that are in use are looked at again later.
CREATE FUNCTION tg_sweep_tokens(p_age interval, p_limit int) RETURNS int LANGUAGE plpgsql AS $$
DECLARE
    v_due   record;
    v_swept int := 0;
BEGIN
    IF NOT pg_try_advisory_xact_lock(7264017) THEN RETURN 0; END IF;
    FOR v_due IN
        SELECT x.wallet_id, array_agg(x.id) AS ids
          FROM (SELECT t.id, t.wallet_id FROM token_hold t
                 WHERE t.at <= clock_timestamp() - p_age AND NOT EXISTS (SELECT FROM hold h WHERE h.id = t.id)
                 LIMIT p_limit) x
         GROUP BY x.wallet_id ORDER BY x.wallet_id
    LOOP
        BEGIN
            PERFORM 1 FROM wallet WHERE id = v_due.wallet_id FOR UPDATE SKIP LOCKED;
            CONTINUE WHEN NOT FOUND;
            v_swept := v_swept + tg_settle_tokens(v_due.ids, ARRAY[v_due.wallet_id]);
        EXCEPTION WHEN OTHERS THEN
            RAISE WARNING 'the tokens of wallet % were passed over: %', v_due.wallet_id, SQLERRM;
        END;
    END LOOP;
    RETURN v_swept;
END $$;
