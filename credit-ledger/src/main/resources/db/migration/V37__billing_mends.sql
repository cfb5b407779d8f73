-- Mends of what is bought through Stripe (V34 to V36).

-- Objects of test mode and of live mode are worlds apart: only those of the mode that the key is for count. A customer that was
-- deleted at Stripe stays known, so that no later event makes it somebody's again; wallet_id is NULL if it was nobody's.
ALTER TABLE stripe_customer
    DROP CONSTRAINT stripe_customer_pkey,
    DROP CONSTRAINT stripe_customer_customer_key,
    ALTER COLUMN wallet_id DROP NOT NULL,
    ADD PRIMARY KEY (customer),
    ADD COLUMN livemode boolean NOT NULL DEFAULT false,
    ADD COLUMN forgotten_at timestamptz,
    ADD CONSTRAINT stripe_customer_is_sound CHECK (wallet_id IS NOT NULL OR forgotten_at IS NOT NULL);
ALTER TABLE billing_order ADD COLUMN livemode boolean NOT NULL DEFAULT false;
ALTER TABLE stripe_subscription ADD COLUMN livemode boolean NOT NULL DEFAULT false;

-- What is there already is of the mode of the newest event.
DO $$
BEGIN
    IF (SELECT livemode FROM stripe_inbox ORDER BY received_at DESC, event_id LIMIT 1) THEN
        UPDATE stripe_customer SET livemode = true;
        UPDATE billing_order SET livemode = true;
        UPDATE stripe_subscription SET livemode = true;
    END IF;
END $$;
ALTER TABLE stripe_customer ALTER COLUMN livemode DROP DEFAULT;
ALTER TABLE billing_order ALTER COLUMN livemode DROP DEFAULT;
ALTER TABLE stripe_subscription ALTER COLUMN livemode DROP DEFAULT;
CREATE UNIQUE INDEX stripe_customer_of ON stripe_customer (wallet_id, livemode) WHERE forgotten_at IS NULL;

-- Remembers a customer, unless it was deleted at Stripe; answers the account's customer, which may be an older one. NULL: none.
DROP FUNCTION tg_stripe_customer(bigint, text);
CREATE FUNCTION tg_stripe_customer(p_wallet bigint, p_customer text, p_live boolean) RETURNS text LANGUAGE sql AS $$
    INSERT INTO stripe_customer (wallet_id, customer, livemode) VALUES (p_wallet, p_customer, p_live) ON CONFLICT DO NOTHING;
    SELECT customer FROM stripe_customer WHERE wallet_id = p_wallet AND livemode = p_live AND forgotten_at IS NULL
$$;

DROP FUNCTION tg_stripe_forget(text);
CREATE FUNCTION tg_stripe_forget(p_customer text, p_live boolean) RETURNS void LANGUAGE sql AS $$
    INSERT INTO stripe_customer AS c (wallet_id, customer, livemode, forgotten_at)
    VALUES (NULL, p_customer, p_live, clock_timestamp())
        ON CONFLICT (customer) DO UPDATE SET forgotten_at = coalesce(c.forgotten_at, excluded.forgotten_at)
$$;

-- Opens an order (as V34). Of an account's subscriptions and pages to begin one there is one at most, and its wallet is the
-- lock under which they are looked for. An order for one that Stripe has not confirmed is closed: nobody was told where to pay
-- it. Status: OPENED, USED (by this account), USED_UP (by all together), FROZEN, SUBSCRIBED, PAGE_OPEN.
DROP FUNCTION tg_order_open(uuid, bigint, text, text, bigint, bigint, text, bigint, bigint);
CREATE FUNCTION tg_order_open(
    p_id uuid, p_wallet bigint, p_kind text, p_item text, p_cents bigint, p_credits bigint, p_promo text,
    p_per_user bigint, p_total bigint, p_live boolean)
RETURNS text LANGUAGE plpgsql AS $$
BEGIN
    IF (SELECT frozen FROM wallet WHERE id = p_wallet FOR UPDATE) THEN RETURN 'FROZEN'; END IF;
    IF p_kind = 'subscription' THEN
        IF EXISTS (SELECT FROM stripe_subscription
                    WHERE wallet_id = p_wallet AND livemode = p_live
                      AND status NOT IN ('canceled', 'incomplete_expired', 'incomplete')) THEN
            RETURN 'SUBSCRIBED';
        END IF;
        IF EXISTS (SELECT FROM billing_order
                    WHERE wallet_id = p_wallet AND livemode = p_live AND kind = 'subscription' AND state = 'open') THEN
            RETURN 'PAGE_OPEN';
        END IF;
        UPDATE billing_order SET state = 'closed', changed_at = clock_timestamp()
         WHERE wallet_id = p_wallet AND livemode = p_live AND kind = 'subscription' AND state = 'new';
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

-- As before (V34); answers whether. A page for a subscription that was closed because another one was opened stays closed.
DROP FUNCTION tg_order_state(uuid, text, text);
CREATE FUNCTION tg_order_state(p_id uuid, p_state text, p_object text) RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
    UPDATE billing_order SET state = p_state, object = coalesce(p_object, object), changed_at = clock_timestamp()
     WHERE id = p_id AND state <> 'paid' AND p_state IN ('open', 'begun', 'closed')
       AND NOT (kind = 'subscription' AND state = 'closed' AND p_state = 'open');
    RETURN FOUND;
END $$;

-- As before (V36), in this mode.
DROP FUNCTION tg_top_up_open(uuid, bigint, bigint, text, bigint, bigint, text, text, interval);
CREATE FUNCTION tg_top_up_open(
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
        UPDATE top_up SET order_id = p_id, customer = p_customer, card = p_card, tries = 1, next_at = clock_timestamp() + p_lease
         WHERE wallet_id = p_wallet;
    ELSE
        UPDATE top_up
           SET tries = 0, next_at = clock_timestamp() + CASE v_status WHEN 'CAP' THEN interval '1 minute' ELSE interval '0' END
         WHERE wallet_id = p_wallet;
    END IF;
    RETURN v_status;
END $$;

-- until = when what was paid for ends; which of two payments of a price is the later one is said by it, not by which was
-- booked first. owed = of what went back, what could not be taken from the payment's own credits, because it was withheld from
-- them or went with an exchange: it was put into stripe_owed. amount is its line less its discounts from now on.
ALTER TABLE stripe_payment
    ADD COLUMN until timestamptz,
    ADD COLUMN owed bigint NOT NULL DEFAULT 0,
    ADD CONSTRAINT stripe_payment_owes CHECK (owed >= 0);
UPDATE stripe_payment SET until = coalesce(nullif(expires, 'infinity'), at + interval '1 month');
ALTER TABLE stripe_payment ALTER COLUMN until SET NOT NULL;

-- As before (V34), with the end of what was paid for.
DROP FUNCTION tg_stripe_pay(text, bigint, uuid, text, text, text, text, bigint, bigint, bigint, timestamptz, text, bigint);
CREATE FUNCTION tg_stripe_pay(
    p_key text, p_wallet bigint, p_order uuid, p_subscription text, p_price text, p_intent text, p_source text,
    p_amount bigint, p_cents bigint, p_credits bigint, p_until timestamptz, p_expires timestamptz, p_reason text,
    p_most bigint)
RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
    v_withheld bigint := 0;
BEGIN
    PERFORM 1 FROM wallet WHERE id = p_wallet FOR UPDATE;
    IF EXISTS (SELECT FROM stripe_payment WHERE key = p_key) THEN RETURN false; END IF;
    IF p_source = 'plan' THEN
        SELECT least(credits, p_credits) INTO v_withheld FROM stripe_owed WHERE wallet_id = p_wallet;
        v_withheld := coalesce(v_withheld, 0);
        UPDATE stripe_owed SET credits = credits - v_withheld WHERE wallet_id = p_wallet AND v_withheld > 0;
    END IF;
    INSERT INTO stripe_payment (key, wallet_id, order_id, subscription, price, intent, source, amount, cents, credits, withheld,
                                until, expires)
    VALUES (p_key, p_wallet, p_order, p_subscription, p_price, p_intent, p_source, p_amount, p_cents, p_credits - v_withheld,
            v_withheld, p_until, p_expires);
    UPDATE billing_order SET state = 'paid', changed_at = clock_timestamp() WHERE id = p_order;
    IF p_credits > v_withheld THEN
        PERFORM tg_stripe_grant(p_wallet, p_source, 'stripe:' || p_key, p_credits - v_withheld, p_cents * 10000000, p_expires,
                                p_reason, p_most);
    END IF;
    RETURN true;
END $$;

-- Brings what is taken back of a payment to where p_cents_back of the p_cents_all that were paid together went back: that part
-- of all that it was worth, rounded down. What of that was withheld, or is gone with an exchange, lives on at Stripe or in other
-- payments: so much is owed by the next ones. Answers whether anything moved.
CREATE OR REPLACE FUNCTION tg_stripe_back(
    p_key text, p_cents_back bigint, p_cents_all bigint, p_reason text, p_most bigint)
RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
    p       stripe_payment;
    v_back  bigint;
    v_own   bigint;
    v_moved boolean;
BEGIN
    PERFORM 1 FROM wallet WHERE id = (SELECT wallet_id FROM stripe_payment WHERE key = p_key) FOR UPDATE;
    SELECT * INTO p FROM stripe_payment WHERE key = p_key FOR UPDATE;
    IF NOT FOUND THEN RETURN false; END IF;
    v_back := CASE WHEN p_cents_back = 0 THEN 0
                   WHEN p_cents_back >= p_cents_all THEN p.credits + p.withheld
                   ELSE div((p.credits + p.withheld)::numeric * p_cents_back, p_cents_all)::bigint END;
    v_own := least(v_back, p.credits - p.exchanged);
    v_moved := tg_stripe_bring(p_key, p.exchanged + v_own, p_reason, p_most);
    RETURN tg_stripe_owe(p_key, v_back - v_own, p_reason, p_most) OR v_moved;
END $$;

-- Brings what a payment has put into stripe_owed to p_owed, for whoever has the wallet's lock. What later payments have settled
-- of it by now is given to them, the latest first. Answers whether anything moved.
CREATE FUNCTION tg_stripe_owe(p_key text, p_owed bigint, p_reason text, p_most bigint) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
    p      stripe_payment;
    q      stripe_payment;
    v_less bigint;
    v_part bigint;
BEGIN
    SELECT * INTO STRICT p FROM stripe_payment WHERE key = p_key FOR UPDATE;
    IF p.owed = p_owed THEN RETURN false; END IF;
    UPDATE stripe_payment SET owed = p_owed WHERE key = p_key;
    IF p_owed > p.owed THEN
        INSERT INTO stripe_owed AS o (wallet_id, credits) VALUES (p.wallet_id, p_owed - p.owed)
            ON CONFLICT (wallet_id) DO UPDATE SET credits = o.credits + excluded.credits;
        RETURN true;
    END IF;
    v_less := p.owed - p_owed;
    SELECT least(credits, v_less) INTO STRICT v_part FROM stripe_owed WHERE wallet_id = p.wallet_id;
    UPDATE stripe_owed SET credits = credits - v_part WHERE wallet_id = p.wallet_id;
    v_less := v_less - v_part;
    FOR q IN SELECT * FROM stripe_payment
              WHERE wallet_id = p.wallet_id AND withheld > owed ORDER BY gone, seq DESC FOR UPDATE LOOP
        EXIT WHEN v_less = 0;
        v_part := least(v_less, q.withheld - q.owed);
        v_less := v_less - v_part;
        UPDATE stripe_payment SET credits = credits + v_part, withheld = withheld - v_part, moves = moves + 1 WHERE key = q.key;
        PERFORM tg_stripe_grant(q.wallet_id, q.source, 'stripe:' || q.key || ':again:' || q.moves + 1, v_part, 0,
                                CASE WHEN q.expires > clock_timestamp() THEN q.expires ELSE 'infinity' END, p_reason, p_most);
    END LOOP;
    RETURN true;
END $$;

-- As before (V34). Of the payments of the price whose time was not over at p_from, it is the one whose time ends last.
DROP FUNCTION tg_stripe_exchange(text, bigint, text, text, bigint, bigint, text, bigint);
CREATE FUNCTION tg_stripe_exchange(
    p_mark text, p_wallet bigint, p_subscription text, p_price text, p_cents bigint, p_credits bigint, p_from timestamptz,
    p_reason text, p_most bigint)
RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
    p      stripe_payment;
    v_free bigint := 0;
    v_due  bigint := p_credits;
BEGIN
    IF NOT tg_stripe_pay(p_mark, p_wallet, NULL, p_subscription, '', '', 'plan', 0, 0, 0, p_from, 'infinity', p_reason,
                         p_most) THEN
        RETURN false;
    END IF;
    SELECT * INTO p FROM stripe_payment
     WHERE subscription = p_subscription AND price = p_price AND amount > 0 AND NOT gone AND until > p_from
     ORDER BY until DESC, seq DESC LIMIT 1 FOR UPDATE;
    IF FOUND THEN
        v_due := least(div((p.credits + p.withheld)::numeric * least(p_cents, p.amount), p.amount)::bigint,
                       p.credits + p.withheld - p.back - p.owed);
        SELECT least(v_due, coalesce(sum(l.free), 0)) INTO v_free
          FROM wallet w, unnest(w.lot_grants, w.lot_free) l (grant_id, free) JOIN credit_grant g ON g.id = l.grant_id
         WHERE w.id = p_wallet
           AND (g.reference = 'stripe:' || p.key
                OR g.reference IN (SELECT 'stripe:' || p.key || ':again:' || n FROM generate_series(1, p.moves) n));
        PERFORM tg_stripe_bring(p.key, p.back + v_free, p_reason, p_most);
        UPDATE stripe_payment SET gone = true, exchanged = v_free WHERE key = p.key;
    END IF;
    INSERT INTO stripe_owed AS o (wallet_id, credits) VALUES (p_wallet, v_due - v_free)
        ON CONFLICT (wallet_id) DO UPDATE SET credits = o.credits + excluded.credits;
    RETURN true;
END $$;

-- As before (V34), of this mode.
DROP FUNCTION tg_stripe_subscription(text, bigint, text, text, text, timestamptz, boolean, boolean);
CREATE FUNCTION tg_stripe_subscription(
    p_id text, p_wallet bigint, p_plan text, p_status text, p_price text, p_period_end timestamptz, p_at_end boolean,
    p_paused boolean, p_live boolean)
RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO stripe_subscription AS s (id, wallet_id, plan, status, price, period_end, at_end, paused, livemode)
    VALUES (p_id, p_wallet, p_plan, p_status, p_price, p_period_end, p_at_end, p_paused, p_live)
        ON CONFLICT (id) DO UPDATE
       SET plan = p_plan, status = p_status, price = p_price, period_end = p_period_end, at_end = p_at_end,
           paused = p_paused, changed_at = clock_timestamp()
     WHERE s.status <> 'canceled';
    RETURN FOUND;
END $$;

-- What was paid and went back makes an account wait for its owner; an exchanged price does not: its money stays.
CREATE OR REPLACE VIEW top_up_low AS
    SELECT t.wallet_id FROM top_up t JOIN wallet w ON w.id = t.wallet_id, tg_funds(t.wallet_id) f
     WHERE t.enabled AND NOT w.frozen AND f.available < t.below
       AND NOT (w.debt > 0 AND EXISTS (SELECT FROM stripe_payment p
                                        WHERE p.wallet_id = w.id AND (p.back > p.exchanged OR p.owed > 0)));

-- What a price was of when its plan was last found: its plan, and the credits of a whole period (stays: what is left of them
-- stays). So that who pays it gets what is paid for, also when the price book or the environment names another price by now.
-- What a price says itself (includedCredits) is written here too.
ALTER TABLE stripe_price ADD COLUMN stays boolean NOT NULL DEFAULT false;
INSERT INTO stripe_price (id, product, plan, cents, credits, active, stays)
SELECT DISTINCT ON (s.price) s.price, '', s.plan, p.amount, p.credits + p.withheld, true, p.expires = 'infinity'
  FROM stripe_subscription s JOIN stripe_payment p ON p.subscription = s.id AND p.price = s.price AND p.amount > 0
 WHERE s.plan <> ''
 ORDER BY s.price, p.amount DESC, p.seq DESC
    ON CONFLICT (id) DO UPDATE SET plan = excluded.plan WHERE stripe_price.plan = '';

CREATE OR REPLACE FUNCTION tg_stripe_price(
    p_id text, p_product text, p_plan text, p_cents bigint, p_credits bigint, p_active boolean)
RETURNS void LANGUAGE sql AS $$
    INSERT INTO stripe_price AS s (id, product, plan, cents, credits, active)
    VALUES (p_id, p_product, p_plan, p_cents, p_credits, p_active)
        ON CONFLICT (id) DO UPDATE
       SET product = p_product, plan = coalesce(nullif(p_plan, ''), s.plan), cents = p_cents, credits = p_credits,
           active = p_active, stays = false, changed_at = clock_timestamp()
$$;

CREATE FUNCTION tg_stripe_price_seen(p_id text, p_plan text, p_cents bigint, p_credits bigint, p_stays boolean)
RETURNS void LANGUAGE sql AS $$
    INSERT INTO stripe_price AS s (id, product, plan, cents, credits, active, stays)
    VALUES (p_id, '', p_plan, p_cents, p_credits, true, p_stays)
        ON CONFLICT (id) DO UPDATE
       SET plan = p_plan, cents = p_cents, credits = p_credits, stays = p_stays, changed_at = clock_timestamp()
$$;

-- When the books were compared with Stripe last, by whichever gateway; NULL: never.
ALTER TABLE stripe_cursor ADD COLUMN compared timestamptz;
CREATE FUNCTION tg_stripe_compared(p_at timestamptz) RETURNS void LANGUAGE sql AS $$
    UPDATE stripe_cursor SET compared = greatest(compared, p_at)
$$;
