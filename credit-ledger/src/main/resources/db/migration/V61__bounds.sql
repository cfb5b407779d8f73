-- No call costs more than four billion credits, the most that an account may be given (GrantRequest.MOST_OF_ACCOUNT): a charge
-- beyond it is a fault of whoever asks, and would leave no room for the next one.
ALTER TABLE usage_record ADD CONSTRAINT usage_record_charge_has_an_end CHECK (charged <= 4000000000000000000) NOT VALID;

-- As before (V15), but what is given by rule fills a wallet no further than what is granted does: one that could take no
-- more would not even come to the next day.
CREATE OR REPLACE FUNCTION tg_give_free(
    p_wallet bigint, p_priority smallint, p_source text, p_reference text, p_reason text, p_amount bigint,
    p_until timestamptz, p_at timestamptz)
RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
    v_grant credit_grant;
BEGIN
    INSERT INTO credit_grant (wallet_id, priority, source, reference, reason, granted, cost, models, created_at,
                              effective_at, expires_at)
    SELECT p_wallet, p_priority, p_source, p_reference, p_reason, p_amount, 0, '', p_at, p_at, p_until
      FROM wallet w
     WHERE w.id = p_wallet AND p_amount <= 4000000000000000000 - w.posted
    ON CONFLICT (reference) DO NOTHING RETURNING * INTO v_grant;
    IF NOT FOUND THEN RETURN false; END IF;
    PERFORM tg_post(p_wallet, 'grant', 'issued:' || p_source, 'wallet', p_amount, v_grant.id, p_reference,
                    tg_grant_hash(v_grant), p_at);
    PERFORM tg_add_lot(v_grant);
    PERFORM tg_repay(p_wallet, p_at);
    RETURN true;
END $$;

-- As before (V36), behind the wallet's lock, which comes first everywhere.
CREATE OR REPLACE FUNCTION tg_top_up_put(
    p_wallet bigint, p_enabled boolean, p_below bigint, p_package text, p_cents bigint, p_most_per_day bigint)
RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM 1 FROM wallet WHERE id = p_wallet FOR UPDATE;
    PERFORM FROM account WHERE id = p_wallet AND deleted_at IS NULL FOR NO KEY UPDATE;
    IF NOT FOUND THEN RETURN; END IF;
    INSERT INTO top_up AS t (wallet_id, enabled, below, package, cents, most_per_day)
    VALUES (p_wallet, p_enabled, p_below, p_package, p_cents, p_most_per_day)
        ON CONFLICT (wallet_id) DO UPDATE
       SET version = t.version + 1, enabled = p_enabled, below = p_below, package = p_package, cents = p_cents,
           most_per_day = p_most_per_day, failures = 0, stopped_for = '', stopped_at = NULL,
           tries = CASE WHEN t.order_id IS NULL THEN 0 ELSE t.tries END,
           next_at = CASE WHEN t.order_id IS NULL THEN clock_timestamp() ELSE t.next_at END, changed_at = clock_timestamp();
END $$;
