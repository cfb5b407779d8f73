-- Prices at Stripe that are paid once, and say what they give, are packages. name = what callers ask for it by: its lookup key
-- at Stripe, or its id. Those that were read before are packages when they are read again.
ALTER TABLE stripe_price
    ADD COLUMN name text NOT NULL DEFAULT '',
    ADD COLUMN once boolean NOT NULL DEFAULT false,
    ADD COLUMN livemode boolean NOT NULL DEFAULT false;

DROP FUNCTION tg_stripe_price(text, text, text, bigint, bigint, boolean);
-- p_before: what was written later is newer than what is to be written, and stays.
CREATE FUNCTION tg_stripe_price(
    p_id text, p_product text, p_plan text, p_cents bigint, p_credits bigint, p_active boolean, p_name text, p_once boolean,
    p_live boolean, p_before timestamptz)
RETURNS void LANGUAGE sql AS $$
    INSERT INTO stripe_price AS s (id, product, plan, cents, credits, active, name, once, livemode)
    VALUES (p_id, p_product, p_plan, p_cents, p_credits, p_active, p_name, p_once, p_live)
        ON CONFLICT (id) DO UPDATE
       SET product = p_product, plan = coalesce(nullif(p_plan, ''), s.plan), cents = p_cents, credits = p_credits,
           active = p_active, stays = false, name = p_name, once = p_once, livemode = p_live, changed_at = clock_timestamp()
     WHERE s.changed_at < p_before
$$;

-- Of the prices of this mode that were written before p_before, none but these says any more what it gives. What was bought by
-- the others stays.
CREATE FUNCTION tg_stripe_prices_are(p_ids text[], p_live boolean, p_before timestamptz) RETURNS void LANGUAGE sql AS $$
    UPDATE stripe_price SET active = false, changed_at = clock_timestamp()
     WHERE once AND active AND livemode = p_live AND changed_at < p_before AND id <> ALL (p_ids)
$$;

-- This one does not say any more what it gives; answers whether it did.
CREATE FUNCTION tg_stripe_price_gone(p_id text) RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
    UPDATE stripe_price SET active = false, changed_at = clock_timestamp() WHERE id = p_id AND once AND active;
    RETURN FOUND;
END $$;

CREATE INDEX billing_order_open ON billing_order (created_at) WHERE state = 'open';
