-- Free credits of a day, given when a wallet is first used on it: nobody has to go over all wallets at midnight.

-- Gives a wallet, whose lock the caller has, the free credits of this day of its time zone, and notes when the next day
-- begins. The reference names the day, so that a day is given once even if the wallet changes its zone or its plan.
CREATE FUNCTION tg_daily(p_wallet bigint, p_at timestamptz) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    w       wallet;
    v_day   date;
    v_ends  timestamptz;
    v_grant credit_grant;
BEGIN
    SELECT * INTO STRICT w FROM wallet WHERE id = p_wallet;
    IF w.daily_next > p_at THEN RETURN; END IF;
    v_day := (p_at AT TIME ZONE w.daily_zone)::date;
    v_ends := tg_day_begins(v_day + 1, w.daily_zone);
    INSERT INTO credit_grant (wallet_id, priority, source, reference, reason, granted, cost, models, created_at,
                              effective_at, expires_at)
    VALUES (w.id, 1, 'daily_free', 'daily:' || w.id || ':' || v_day, 'free credits of ' || v_day, w.daily, 0, '', p_at,
            p_at, CASE WHEN w.daily_keep THEN 'infinity' ELSE v_ends END)
    ON CONFLICT (reference) DO NOTHING RETURNING * INTO v_grant;
    IF FOUND THEN
        PERFORM tg_post(w.id, 'grant', 'issued:daily_free', 'wallet', v_grant.granted, v_grant.id, v_grant.reference,
                        tg_grant_hash(v_grant), p_at);
        PERFORM tg_add_lot(v_grant);
        PERFORM tg_repay(w.id, p_at);
    END IF;
    UPDATE wallet SET daily_next = v_ends WHERE id = w.id;
END $$;

-- The first moment of a day in a time zone; where clocks skip midnight, the first after the gap.
CREATE FUNCTION tg_day_begins(p_day date, p_zone text) RETURNS timestamptz LANGUAGE sql STABLE AS $$
    SELECT p_day::timestamp AT TIME ZONE p_zone
$$;

-- From now on a wallet gets so many free credits a day (0: none) in a time zone, those of today included unless it had some
-- today already; what is left of them ends with the day, or stays (p_keep). Written into the journal. Answers whether there
-- is such a wallet.
CREATE FUNCTION tg_set_daily(p_wallet bigint, p_amount bigint, p_zone text, p_keep boolean) RETURNS boolean
LANGUAGE plpgsql AS $$
DECLARE
    v_now  timestamptz;
    v_same boolean;
BEGIN
    SELECT (daily, daily_zone, daily_keep) = (p_amount, p_zone, p_keep) INTO v_same
      FROM wallet WHERE id = p_wallet FOR UPDATE;
    IF NOT FOUND OR v_same THEN RETURN FOUND; END IF;
    v_now := clock_timestamp();
    UPDATE wallet
       SET daily = p_amount, daily_zone = p_zone, daily_keep = p_keep,
           daily_next = CASE WHEN p_amount = 0 THEN 'infinity'
                             ELSE tg_day_begins((v_now AT TIME ZONE p_zone)::date, p_zone) END
     WHERE id = p_wallet;
    PERFORM tg_post(p_wallet, 'daily', 'issued:daily_free', 'daily', 0, NULL,
                    p_amount || ' ' || p_zone || CASE WHEN p_keep THEN ' keep' ELSE '' END, sha256(''), v_now);
    RETURN true;
END $$;

-- Gives the free credits of today if they are due, for readers of the balance.
CREATE FUNCTION tg_give_daily(p_wallet bigint) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM 1 FROM wallet WHERE id = p_wallet FOR UPDATE;
    IF FOUND THEN PERFORM tg_daily(p_wallet, clock_timestamp()); END IF;
END $$;
