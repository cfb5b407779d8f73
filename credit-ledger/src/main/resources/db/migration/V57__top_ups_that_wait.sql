-- Orders that Stripe answers with an error of its own come to nothing one behind the other, as long as Stripe is out of order:
-- each begins later than the one before. So the tries count on over them, until one was paid or refused; the pause that grows
-- with them is that of tg_top_up_take.

CREATE OR REPLACE FUNCTION tg_top_up_open(
    p_id uuid, p_wallet bigint, p_version bigint, p_item text, p_cents bigint, p_credits bigint, p_customer text, p_card text,
    p_lease interval, p_live boolean)
RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    t        top_up;
    v_status text;
BEGIN
    PERFORM 1 FROM wallet WHERE id = p_wallet FOR UPDATE;
    SELECT * INTO t FROM top_up WHERE wallet_id = p_wallet FOR UPDATE;
    IF NOT FOUND OR t.version <> p_version OR NOT t.enabled OR t.order_id IS NOT NULL THEN RETURN 'CHANGED'; END IF;
    PERFORM tg_daily(p_wallet, clock_timestamp());
    IF NOT EXISTS (SELECT FROM top_up_low WHERE wallet_id = p_wallet) THEN
        v_status := 'ENOUGH';
    ELSIF p_cents > t.most_per_day THEN
        v_status := 'TOO_DEAR';
    ELSIF tg_top_up_charged(p_wallet) + p_cents > t.most_per_day THEN
        v_status := 'CAP';
    ELSE
        v_status := tg_order_open(p_id, p_wallet, 'topup', p_item, p_cents, p_credits, '', 0, 0, p_live);
    END IF;
    IF v_status = 'OPENED' THEN
        UPDATE top_up
           SET order_id = p_id, customer = p_customer, card = p_card, tries = greatest(tries, 1),
               next_at = clock_timestamp() + p_lease
         WHERE wallet_id = p_wallet;
    ELSE
        UPDATE top_up
           SET tries = 0, next_at = clock_timestamp() + CASE v_status WHEN 'CAP' THEN interval '1 minute' ELSE interval '0' END
         WHERE wallet_id = p_wallet;
    END IF;
    RETURN v_status;
END $$;

-- Nothing comes of an order that Stripe has never heard of; nobody is to blame. The first time in a row the next order begins
-- at once, from then on when whoever has taken this one was to come again.
CREATE OR REPLACE FUNCTION tg_top_up_drop(p_order uuid) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM tg_order_state(p_order, 'closed', NULL);
    UPDATE top_up
       SET order_id = NULL, customer = '', card = '', next_at = CASE WHEN tries > 2 THEN next_at ELSE clock_timestamp() END
     WHERE order_id = p_order AND EXISTS (SELECT FROM billing_order WHERE id = p_order AND state = 'closed');
END $$;
