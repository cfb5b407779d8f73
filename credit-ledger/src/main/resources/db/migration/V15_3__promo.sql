-- Promo codes: what they give is in the price book; how often they were taken is counted here. The row of a code is the lock
-- under which it is counted; a wallet's lock is taken before it.
CREATE TABLE promo_code (
    name text   PRIMARY KEY,   -- its key in the price book
    used bigint NOT NULL DEFAULT 0 CHECK (used >= 0)
);

-- Who took which code: the nth time of this account.
CREATE TABLE redemption (
    name      text        NOT NULL REFERENCES promo_code,
    wallet_id bigint      NOT NULL REFERENCES wallet,
    nth       bigint      NOT NULL,
    amount    bigint      NOT NULL CHECK (amount > 0),
    at        timestamptz NOT NULL,
    PRIMARY KEY (name, wallet_id, nth)
);
CREATE TRIGGER redemption_append_only BEFORE UPDATE OR DELETE ON redemption
    FOR EACH ROW EXECUTE FUNCTION tg_append_only();
CREATE TRIGGER redemption_no_truncate BEFORE TRUNCATE ON redemption
    FOR EACH STATEMENT EXECUTE FUNCTION tg_append_only();

-- Gives an account the credits of a code, if it may still be taken: p_amount = 0 only tells whether. p_plans: the plans whose
-- accounts may take it; empty: all. Status: REDEEMED, REDEEMABLE, USED (by this account as often as it may), USED_UP (by
-- all together), ENDED, OTHER_PLAN, FROZEN, TOO_MUCH, NO_ACCOUNT.
CREATE FUNCTION tg_redeem(
    p_wallet bigint, p_name text, p_amount bigint, p_per_user bigint, p_total bigint, p_until timestamptz, p_plans text[],
    p_most bigint)
RETURNS TABLE (status text, available bigint, on_hold bigint, debt bigint) LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
    w      wallet;
    v_now  timestamptz;
    v_used bigint;
    v_own  bigint;
BEGIN
    SELECT * INTO w FROM wallet WHERE id = p_wallet FOR UPDATE;
    IF NOT FOUND THEN RETURN QUERY SELECT 'NO_ACCOUNT', 0::bigint, 0::bigint, 0::bigint; RETURN; END IF;
    IF w.daily_next <= clock_timestamp() THEN PERFORM tg_daily(w.id, clock_timestamp()); END IF;
    INSERT INTO promo_code (name) VALUES (p_name) ON CONFLICT DO NOTHING;
    SELECT used INTO STRICT v_used FROM promo_code WHERE name = p_name FOR UPDATE;
    v_now := clock_timestamp();
    SELECT count(*) INTO v_own FROM redemption r WHERE r.name = p_name AND r.wallet_id = p_wallet;
    status := CASE WHEN p_until <= v_now THEN 'ENDED'
                   WHEN p_plans <> '{}' AND (SELECT c.plan FROM account c WHERE c.id = p_wallet) <> ALL (p_plans)
                       THEN 'OTHER_PLAN'
                   WHEN w.frozen THEN 'FROZEN'
                   WHEN v_own >= p_per_user THEN 'USED'
                   WHEN v_used >= p_total THEN 'USED_UP'
                   WHEN p_amount > p_most - w.posted THEN 'TOO_MUCH'
                   WHEN p_amount = 0 THEN 'REDEEMABLE'
                   ELSE 'REDEEMED' END;
    IF status = 'REDEEMED' THEN
        INSERT INTO redemption (name, wallet_id, nth, amount, at) VALUES (p_name, p_wallet, v_own + 1, p_amount, v_now);
        UPDATE promo_code SET used = used + 1 WHERE name = p_name;
        PERFORM tg_give_free(p_wallet, 2::smallint, 'promo', 'promo:' || p_name || ':' || p_wallet || ':' || v_own + 1,
                             'promo code ' || p_name, p_amount, 'infinity', v_now);
    END IF;
    SELECT f.available, f.on_hold, f.debt INTO available, on_hold, debt FROM tg_funds(p_wallet) f;
    RETURN NEXT;
END $$;
