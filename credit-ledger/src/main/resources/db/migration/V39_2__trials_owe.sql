-- As before (V37), but for trials: nobody has paid for their credits, so they settle nothing of what is owed; they are less by it.
CREATE OR REPLACE FUNCTION tg_stripe_pay(
    p_key text, p_wallet bigint, p_order uuid, p_subscription text, p_price text, p_intent text, p_source text,
    p_amount bigint, p_cents bigint, p_credits bigint, p_until timestamptz, p_expires timestamptz, p_reason text,
    p_most bigint)
RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
    v_trial    boolean := p_key LIKE 'trial:%';
    v_owed     bigint  := 0;
    v_withheld bigint  := 0;
    v_given    bigint;
BEGIN
    PERFORM 1 FROM wallet WHERE id = p_wallet FOR UPDATE;
    IF EXISTS (SELECT FROM stripe_payment WHERE key = p_key) THEN RETURN false; END IF;
    IF p_source = 'plan' THEN
        SELECT least(credits, p_credits) INTO v_owed FROM stripe_owed WHERE wallet_id = p_wallet;
        v_owed := coalesce(v_owed, 0);
        IF NOT v_trial THEN
            v_withheld := v_owed;
            UPDATE stripe_owed SET credits = credits - v_withheld WHERE wallet_id = p_wallet AND v_withheld > 0;
        END IF;
    END IF;
    v_given := p_credits - v_owed;
    INSERT INTO stripe_payment (key, wallet_id, order_id, subscription, price, intent, source, amount, cents, credits, withheld,
                                until, expires)
    VALUES (p_key, p_wallet, p_order, p_subscription, p_price, p_intent, p_source, p_amount, p_cents, v_given, v_withheld,
            p_until, p_expires);
    UPDATE billing_order SET state = 'paid', changed_at = clock_timestamp() WHERE id = p_order;
    IF v_given > 0 THEN
        PERFORM tg_stripe_grant(p_wallet, p_source, 'stripe:' || p_key, v_given, p_cents * 10000000, p_expires, p_reason,
                                p_most);
    END IF;
    RETURN true;
END $$;
