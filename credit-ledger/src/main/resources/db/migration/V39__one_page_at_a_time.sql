-- As before (V37), but for the order of two steps: pages that are being made are closed first, which waits for one that is
-- just being written down as open; only then is it looked whether one is open. The other way round both could be paid on.
CREATE OR REPLACE FUNCTION tg_order_open(
    p_id uuid, p_wallet bigint, p_kind text, p_item text, p_cents bigint, p_credits bigint, p_promo text,
    p_per_user bigint, p_total bigint, p_live boolean)
RETURNS text LANGUAGE plpgsql AS $$
BEGIN
    IF (SELECT frozen FROM wallet WHERE id = p_wallet FOR UPDATE) THEN RETURN 'FROZEN'; END IF;
    IF p_kind = 'subscription' THEN
        UPDATE billing_order SET state = 'closed', changed_at = clock_timestamp()
         WHERE wallet_id = p_wallet AND livemode = p_live AND kind = 'subscription' AND state = 'new';
        IF EXISTS (SELECT FROM billing_order
                    WHERE wallet_id = p_wallet AND livemode = p_live AND kind = 'subscription' AND state = 'open') THEN
            RETURN 'PAGE_OPEN';
        END IF;
        IF EXISTS (SELECT FROM stripe_subscription
                    WHERE wallet_id = p_wallet AND livemode = p_live
                      AND status NOT IN ('canceled', 'incomplete_expired', 'incomplete')) THEN
            RETURN 'SUBSCRIBED';
        END IF;
    END IF;
    IF p_promo <> '' THEN
        INSERT INTO promo_code (name) VALUES (p_promo) ON CONFLICT DO NOTHING;
        PERFORM 1 FROM promo_code WHERE name = p_promo FOR UPDATE;
        IF (SELECT count(*) FROM billing_order WHERE promo = p_promo AND livemode = p_live
                                           AND tg_order_counts(state, created_at) AND wallet_id = p_wallet)
           >= p_per_user THEN RETURN 'USED'; END IF;
        IF (SELECT count(*) FROM billing_order WHERE promo = p_promo AND livemode = p_live
                                           AND tg_order_counts(state, created_at))
           >= p_total THEN
            RETURN 'USED_UP';
        END IF;
    END IF;
    INSERT INTO billing_order (id, wallet_id, kind, item, cents, credits, promo, livemode)
    VALUES (p_id, p_wallet, p_kind, p_item, p_cents, p_credits, p_promo, p_live);
    RETURN 'OPENED';
END $$;
