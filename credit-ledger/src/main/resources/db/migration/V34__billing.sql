-- Money that comes in by Stripe. Stripe tells what happened by events: at least once, in any order, some never. So an event
-- is only a hint that an object has changed: the object is fetched anew, and the books are brought to where it says, by
-- functions that may be called twice. The effect of an event and its mark are one commit.

-- Events as they came. state: new (is to be worked on, again at next_at), done, ignored (concerns nobody's credits), kept
-- (cannot be worked on as it is: reason says why; somebody may have it tried again).
CREATE TABLE stripe_inbox (
    event_id    text        PRIMARY KEY,
    type        text        NOT NULL,
    object_id   text        NOT NULL,
    created     timestamptz NOT NULL,
    api_version text        NOT NULL,
    livemode    boolean     NOT NULL,
    raw         text        NOT NULL,
    state       text        NOT NULL DEFAULT 'new',
    reason      text        NOT NULL DEFAULT '',
    tries       int         NOT NULL DEFAULT 0,
    received_at timestamptz NOT NULL DEFAULT now(),
    next_at     timestamptz NOT NULL DEFAULT now(),
    done_at     timestamptz,
    CONSTRAINT stripe_inbox_is_sound CHECK (state IN ('new', 'done', 'ignored', 'kept') AND tries >= 0)
);
CREATE INDEX stripe_inbox_new ON stripe_inbox (next_at) WHERE state = 'new';
CREATE INDEX stripe_inbox_received ON stripe_inbox (received_at, event_id);

-- How often the books were brought to where an object at Stripe is. Who fetches the object reads the number before, and may
-- change the books only if it is still the same then: so nobody's old copy comes after somebody's newer one.
CREATE TABLE stripe_object (
    id      text   PRIMARY KEY,
    version bigint NOT NULL
);

-- Who is who at Stripe.
CREATE TABLE stripe_customer (
    wallet_id bigint      PRIMARY KEY REFERENCES wallet,
    customer  text        NOT NULL UNIQUE,
    at        timestamptz NOT NULL DEFAULT now()
);

-- What somebody is about to buy. Written before Stripe hears of it; its id is in all idempotency keys that Stripe is sent,
-- and in the metadata of what Stripe makes of it.
-- kind: checkout, intent, subscription. cents = US cents to be paid, credits = what is given for them.
-- state: new, open (Stripe has it), paid, begun (a subscription is there), closed (expired, or failed for good). object = its
-- session or payment intent.
CREATE TABLE billing_order (
    id         uuid        PRIMARY KEY,
    wallet_id  bigint      NOT NULL REFERENCES wallet,
    kind       text        NOT NULL,
    item       text        NOT NULL,
    cents      bigint      NOT NULL,
    credits    bigint      NOT NULL,
    promo      text        NOT NULL,
    state      text        NOT NULL DEFAULT 'new',
    object     text        UNIQUE,
    created_at timestamptz NOT NULL DEFAULT now(),
    changed_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT billing_order_is_sound CHECK (
        kind IN ('checkout', 'intent', 'subscription') AND state IN ('new', 'open', 'begun', 'paid', 'closed')
        AND cents >= 0 AND credits >= 0)
);
CREATE INDEX billing_order_wallet ON billing_order (wallet_id, created_at);
CREATE INDEX billing_order_promo ON billing_order (promo) WHERE promo <> '';

-- What was paid, and what was given for it. key names the business, whichever event told of it: pi:<payment intent>,
-- cs:<session> where nothing was to be paid, il:<invoice>:<line>. credits = given; withheld = not given of what it would
-- have, because so much was owed after an exchange (stripe_owed). amount = the cents of its line, before discounts and what
-- earlier exchanges paid of it; cents = what was paid by this payment. back = taken back of the credits at this time: exchanged of
-- them because the price was exchanged for another one (gone), the rest because the payment was refunded or disputed. Its
-- grants have the references stripe:<key> and, for what was given again after it had been taken back,
-- stripe:<key>:again:<n>; its reversals stripe:<key>:back:<n>.
CREATE TABLE stripe_payment (
    key          text        PRIMARY KEY,
    seq          bigint      GENERATED ALWAYS AS IDENTITY,
    wallet_id    bigint      NOT NULL REFERENCES wallet,
    order_id     uuid        UNIQUE REFERENCES billing_order,
    subscription text        NOT NULL DEFAULT '',
    price        text        NOT NULL,
    intent       text        NOT NULL,
    source       text        NOT NULL,
    amount       bigint      NOT NULL,
    cents        bigint      NOT NULL,
    credits      bigint      NOT NULL,
    withheld     bigint      NOT NULL DEFAULT 0,
    back         bigint      NOT NULL DEFAULT 0,
    exchanged    bigint      NOT NULL DEFAULT 0,
    gone         boolean     NOT NULL DEFAULT false,
    moves        int         NOT NULL DEFAULT 0,
    expires      timestamptz NOT NULL,
    at           timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT stripe_payment_is_sound CHECK (
        source IN ('purchase', 'plan') AND amount >= 0 AND cents >= 0 AND credits >= 0 AND withheld >= 0 AND moves >= 0
        AND 0 <= exchanged AND exchanged <= back AND back <= credits)
);
CREATE INDEX stripe_payment_intent ON stripe_payment (intent) WHERE intent <> '';
CREATE INDEX stripe_payment_subscription ON stripe_payment (subscription, seq) WHERE subscription <> '';
CREATE INDEX stripe_payment_wallet ON stripe_payment (wallet_id, at);

-- Credits of prices that were exchanged, and that had been spent by then: their money counts for the next price, so the next
-- payments give so much less. Without that, going up and down again would bring credits for the same money each time.
CREATE TABLE stripe_owed (
    wallet_id bigint PRIMARY KEY REFERENCES wallet,
    credits   bigint NOT NULL CHECK (credits >= 0)
);

-- Subscriptions as they were fetched last. One that has ended stays so. gives = the account's plan was given by this one last.
CREATE TABLE stripe_subscription (
    id         text        PRIMARY KEY,
    wallet_id  bigint      NOT NULL REFERENCES wallet,
    plan       text        NOT NULL,
    status     text        NOT NULL,
    price      text        NOT NULL,
    period_end timestamptz NOT NULL,
    at_end     boolean     NOT NULL,
    paused     boolean     NOT NULL,
    gives      boolean     NOT NULL DEFAULT false,
    changed_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX stripe_subscription_wallet ON stripe_subscription (wallet_id);

-- Prices at Stripe that say in their metadata what they give (includedCredits, in nano-credits here) and which plan they
-- are of ('' for none).
CREATE TABLE stripe_price (
    id         text        PRIMARY KEY,
    product    text        NOT NULL,
    plan       text        NOT NULL,
    cents      bigint      NOT NULL,
    credits    bigint      NOT NULL,
    active     boolean     NOT NULL,
    changed_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT stripe_price_is_sound CHECK (cents >= 0 AND credits >= 0)
);

-- How far Stripe's own list of events was read.
CREATE TABLE stripe_cursor (
    one    boolean     PRIMARY KEY DEFAULT true CHECK (one),
    seen   timestamptz NOT NULL
);

-- Puts an event into the inbox; answers whether it is new.
CREATE FUNCTION tg_stripe_event(
    p_id text, p_type text, p_object text, p_created timestamptz, p_version text, p_live boolean, p_raw text)
RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO stripe_inbox (event_id, type, object_id, created, api_version, livemode, raw)
    VALUES (p_id, p_type, p_object, p_created, p_version, p_live, p_raw) ON CONFLICT DO NOTHING;
    RETURN FOUND;
END $$;

-- Takes events to work on. Whoever took one and is not heard of again has changed nothing: it comes again after a pause,
-- which grows with its tries up to an hour.
CREATE FUNCTION tg_stripe_take(p_limit int, p_pause interval)
RETURNS TABLE (event_id text, type text, object_id text, livemode boolean, tries int) LANGUAGE sql AS $$
    UPDATE stripe_inbox i
       SET tries = i.tries + 1, next_at = clock_timestamp() + least(p_pause * power(2, least(i.tries, 20)), interval '1 hour')
      FROM (SELECT n.event_id FROM stripe_inbox n WHERE n.state = 'new' AND n.next_at <= clock_timestamp()
             ORDER BY n.next_at LIMIT p_limit FOR UPDATE SKIP LOCKED) due
     WHERE i.event_id = due.event_id
    RETURNING i.event_id, i.type, i.object_id, i.livemode, i.tries
$$;

-- Says how an event ended. One that is done stays so.
CREATE FUNCTION tg_stripe_mark(p_id text, p_state text, p_reason text) RETURNS void LANGUAGE sql AS $$
    UPDATE stripe_inbox
       SET state = p_state, reason = p_reason, done_at = CASE p_state WHEN 'new' THEN NULL ELSE clock_timestamp() END
     WHERE event_id = p_id AND state = 'new'
$$;

-- Has events tried again, whatever became of them: what they have done already is not done twice.
CREATE FUNCTION tg_stripe_again(p_id text) RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
    UPDATE stripe_inbox SET state = 'new', reason = '', tries = 0, next_at = clock_timestamp(), done_at = NULL
     WHERE event_id = p_id;
    RETURN FOUND;
END $$;

-- Locks an object for the caller's transaction; answers whether nobody has changed the books by it since the caller read
-- this version (0: never).
CREATE FUNCTION tg_stripe_lock(p_id text, p_version bigint) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
    v_version bigint;
BEGIN
    INSERT INTO stripe_object (id, version) VALUES (p_id, 0) ON CONFLICT DO NOTHING;
    SELECT version INTO STRICT v_version FROM stripe_object WHERE id = p_id FOR UPDATE;
    IF v_version <> p_version THEN RETURN false; END IF;
    UPDATE stripe_object SET version = version + 1 WHERE id = p_id;
    RETURN true;
END $$;

-- Remembers a customer; answers the account's customer, which may be an older one.
CREATE FUNCTION tg_stripe_customer(p_wallet bigint, p_customer text) RETURNS text LANGUAGE sql AS $$
    INSERT INTO stripe_customer (wallet_id, customer) VALUES (p_wallet, p_customer) ON CONFLICT DO NOTHING;
    SELECT customer FROM stripe_customer WHERE wallet_id = p_wallet
$$;

CREATE FUNCTION tg_stripe_forget(p_customer text) RETURNS void LANGUAGE sql AS $$
    DELETE FROM stripe_customer WHERE customer = p_customer
$$;

CREATE FUNCTION tg_order_counts(p_state text, p_created timestamptz) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT p_state NOT IN ('closed', 'new') OR p_state = 'new' AND p_created > clock_timestamp() - interval '10 minutes'
$$;

-- Opens an order. A code that takes something off (p_promo; '': none) counts for orders that are not closed; of those that
-- Stripe has not confirmed only for a while, because nobody was told where to pay them. Its row is the lock under which they
-- are counted. Status: OPENED, USED (by this account), USED_UP (by all together), FROZEN.
CREATE FUNCTION tg_order_open(
    p_id uuid, p_wallet bigint, p_kind text, p_item text, p_cents bigint, p_credits bigint, p_promo text,
    p_per_user bigint, p_total bigint)
RETURNS text LANGUAGE plpgsql AS $$
BEGIN
    IF (SELECT frozen FROM wallet WHERE id = p_wallet FOR UPDATE) THEN RETURN 'FROZEN'; END IF;
    IF p_promo <> '' THEN
        INSERT INTO promo_code (name) VALUES (p_promo) ON CONFLICT DO NOTHING;
        PERFORM 1 FROM promo_code WHERE name = p_promo FOR UPDATE;
        IF (SELECT count(*) FROM billing_order WHERE promo = p_promo AND tg_order_counts(state, created_at)
                                           AND wallet_id = p_wallet)
           >= p_per_user THEN RETURN 'USED'; END IF;
        IF (SELECT count(*) FROM billing_order WHERE promo = p_promo AND tg_order_counts(state, created_at))
           >= p_total THEN
            RETURN 'USED_UP';
        END IF;
    END IF;
    INSERT INTO billing_order (id, wallet_id, kind, item, cents, credits, promo)
    VALUES (p_id, p_wallet, p_kind, p_item, p_cents, p_credits, p_promo);
    RETURN 'OPENED';
END $$;

-- Says what Stripe has made of an order, or that nothing comes of it (closed). One that is paid stays so.
CREATE FUNCTION tg_order_state(p_id uuid, p_state text, p_object text) RETURNS void LANGUAGE sql AS $$
    UPDATE billing_order SET state = p_state, object = coalesce(p_object, object), changed_at = clock_timestamp()
     WHERE id = p_id AND state <> 'paid' AND p_state IN ('open', 'begun', 'closed')
$$;

-- Gives the credits of a payment, once by its key; answers whether now. What was given before stays as it was.
CREATE FUNCTION tg_stripe_pay(
    p_key text, p_wallet bigint, p_order uuid, p_subscription text, p_price text, p_intent text, p_source text,
    p_amount bigint, p_cents bigint, p_credits bigint, p_expires timestamptz, p_reason text, p_most bigint)
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
                                expires)
    VALUES (p_key, p_wallet, p_order, p_subscription, p_price, p_intent, p_source, p_amount, p_cents, p_credits - v_withheld,
            v_withheld, p_expires);
    UPDATE billing_order SET state = 'paid', changed_at = clock_timestamp() WHERE id = p_order;
    IF p_credits > v_withheld THEN
        PERFORM tg_stripe_grant(p_wallet, p_source, 'stripe:' || p_key, p_credits - v_withheld, p_cents * 10000000, p_expires,
                                p_reason, p_most);
    END IF;
    RETURN true;
END $$;

CREATE FUNCTION tg_stripe_grant(
    p_wallet bigint, p_source text, p_reference text, p_amount bigint, p_cost bigint, p_expires timestamptz, p_reason text,
    p_most bigint)
RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    v_status text;
BEGIN
    SELECT g.status INTO STRICT v_status FROM tg_grant(
        ARRAY[p_wallet], ARRAY[CASE p_source WHEN 'plan' THEN 3 ELSE 5 END::smallint], ARRAY[p_source], ARRAY[p_reference],
        ARRAY[p_amount], ARRAY[p_cost], ARRAY[''], ARRAY[p_reason], ARRAY['-infinity'::timestamptz], ARRAY[p_expires],
        p_most) g;
    IF v_status <> 'GRANTED' THEN
        RAISE EXCEPTION 'the credits of % cannot be given: %', p_reference, v_status USING ERRCODE = 'TG002';
    END IF;
END $$;

-- Brings what is taken back of a payment to p_back: takes more (first what was given last, from what is left of it, then
-- from others, the rest becomes debt), or gives again: for good, if they had ended by now, for then others were taken or owed.
-- Answers whether anything moved.
CREATE FUNCTION tg_stripe_bring(p_key text, p_back bigint, p_reason text, p_most bigint) RETURNS boolean
LANGUAGE plpgsql AS $$
DECLARE
    p      stripe_payment;
    g      record;
    v_need bigint;
    v_take bigint;
    v_done text;
BEGIN
    PERFORM 1 FROM wallet WHERE id = (SELECT wallet_id FROM stripe_payment WHERE key = p_key) FOR UPDATE;
    SELECT * INTO p FROM stripe_payment WHERE key = p_key FOR UPDATE;
    IF NOT FOUND THEN RETURN false; END IF;
    v_need := least(p_back, p.credits) - p.back;
    IF v_need = 0 THEN RETURN false; END IF;
    p.moves := p.moves + 1;
    IF v_need < 0 THEN
        PERFORM tg_stripe_grant(p.wallet_id, p.source, 'stripe:' || p.key || ':again:' || p.moves, -v_need,
                                (p.cents::numeric * 10000000 * -v_need / p.credits)::bigint,
                                CASE WHEN p.expires > clock_timestamp() THEN p.expires ELSE 'infinity' END, p_reason, p_most);
    ELSE
        FOR g IN SELECT x.reference, x.granted - coalesce((SELECT sum(c.amount) FROM correction c
                                                            WHERE c.wallet_id = p.wallet_id AND c.subject = x.reference
                                                              AND c.kind = 'reverse'), 0) AS rest
                   FROM credit_grant x
                  WHERE x.reference = 'stripe:' || p.key
                     OR x.reference IN (SELECT 'stripe:' || p.key || ':again:' || n FROM generate_series(1, p.moves) n)
                  ORDER BY x.id DESC LOOP
            v_take := least(v_need, g.rest);
            CONTINUE WHEN v_take = 0;
            v_need := v_need - v_take;
            SELECT c.status INTO STRICT v_done FROM tg_correct(
                ARRAY[p.wallet_id], ARRAY['reverse'], ARRAY['stripe:' || p.key || ':back:' || p.moves || ':' || g.reference],
                ARRAY[g.reference], ARRAY[v_take], ARRAY[p_reason], p_most) c;
            IF v_done <> 'CORRECTED' THEN
                RAISE EXCEPTION 'the credits of % cannot be taken back: %', g.reference, v_done USING ERRCODE = 'TG002';
            END IF;
        END LOOP;
    END IF;
    UPDATE stripe_payment SET back = least(p_back, credits), moves = p.moves WHERE key = p_key;
    RETURN true;
END $$;

-- Brings what is taken back of a payment to where p_cents_back of the p_cents_all that were paid together went back: that
-- part of it, rounded down, beside what went with an exchange.
CREATE FUNCTION tg_stripe_back(p_key text, p_cents_back bigint, p_cents_all bigint, p_reason text, p_most bigint)
RETURNS boolean LANGUAGE sql AS $$
    SELECT coalesce((
        SELECT tg_stripe_bring(p_key,
                               exchanged + CASE WHEN p_cents_back = 0 THEN 0
                                                WHEN p_cents_back >= p_cents_all THEN credits
                                                ELSE div(credits::numeric * p_cents_back, p_cents_all)::bigint END,
                               p_reason, p_most)
          FROM stripe_payment WHERE key = p_key), false)
$$;

-- A price was exchanged for another one in the middle of what was paid for: p_cents of its last payment's amount are worth
-- money again at Stripe. Of that part of its credits, what is still free of its grant is taken back; what is spent is owed by
-- the next payments. Where no payment of the price is known (it comes with the same invoice, or was never paid), p_credits are
-- owed. p_mark names the exchange, which happens once; answers whether now.
CREATE FUNCTION tg_stripe_exchange(
    p_mark text, p_wallet bigint, p_subscription text, p_price text, p_cents bigint, p_credits bigint, p_reason text,
    p_most bigint)
RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
    p      stripe_payment;
    v_free bigint := 0;
    v_due  bigint := p_credits;
BEGIN
    IF NOT tg_stripe_pay(p_mark, p_wallet, NULL, p_subscription, '', '', 'plan', 0, 0, 0, 'infinity', p_reason, p_most) THEN
        RETURN false;
    END IF;
    SELECT * INTO p FROM stripe_payment
     WHERE subscription = p_subscription AND price = p_price AND amount > 0 AND NOT gone ORDER BY seq DESC LIMIT 1 FOR UPDATE;
    IF FOUND THEN
        v_due := least(div((p.credits + p.withheld)::numeric * least(p_cents, p.amount), p.amount)::bigint,
                       p.credits + p.withheld - p.back);
        SELECT least(v_due, coalesce(sum(l.free), 0)) INTO v_free
          FROM wallet w, unnest(w.lot_grants, w.lot_free) l (grant_id, free) JOIN credit_grant g ON g.id = l.grant_id
         WHERE w.id = p_wallet AND g.reference = 'stripe:' || p.key;
        PERFORM tg_stripe_bring(p.key, p.back + v_free, p_reason, p_most);
        UPDATE stripe_payment SET gone = true, exchanged = v_free WHERE key = p.key;
    END IF;
    INSERT INTO stripe_owed AS o (wallet_id, credits) VALUES (p_wallet, v_due - v_free)
        ON CONFLICT (wallet_id) DO UPDATE SET credits = o.credits + excluded.credits;
    RETURN true;
END $$;

-- Writes down a subscription as it was fetched. Answers false for one that had ended before: it does not come back.
CREATE FUNCTION tg_stripe_subscription(
    p_id text, p_wallet bigint, p_plan text, p_status text, p_price text, p_period_end timestamptz, p_at_end boolean,
    p_paused boolean)
RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO stripe_subscription AS s (id, wallet_id, plan, status, price, period_end, at_end, paused)
    VALUES (p_id, p_wallet, p_plan, p_status, p_price, p_period_end, p_at_end, p_paused)
        ON CONFLICT (id) DO UPDATE
       SET plan = p_plan, status = p_status, price = p_price, period_end = p_period_end, at_end = p_at_end,
           paused = p_paused, changed_at = clock_timestamp()
     WHERE s.status <> 'canceled';
    RETURN FOUND;
END $$;

-- The account's plan is given by this subscription from now on, and by no other. Answers whether it may be: not if it was before
-- and somebody has given the account another plan since, which has not ended.
CREATE FUNCTION tg_stripe_gives(p_id text) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
    s stripe_subscription;
BEGIN
    SELECT * INTO STRICT s FROM stripe_subscription WHERE id = p_id;
    IF s.gives AND NOT EXISTS (SELECT FROM account a JOIN account_plan p ON p.wallet_id = a.id
                                WHERE a.id = s.wallet_id AND a.plan IN (p.invoiced, tg_fallback())) THEN
        RETURN false;
    END IF;
    UPDATE stripe_subscription SET gives = id = p_id WHERE wallet_id = s.wallet_id AND gives <> (id = p_id);
    RETURN true;
END $$;

-- This subscription pays for no plan any more; the account's others, which may, are looked at (p_look: the type of such an
-- event). Answers whether the account has its plan still.
CREATE FUNCTION tg_stripe_gives_no_more(p_id text, p_look text, p_live boolean) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
    v_wallet bigint;
BEGIN
    UPDATE stripe_subscription SET gives = false WHERE id = p_id AND gives RETURNING wallet_id INTO v_wallet;
    IF NOT FOUND THEN RETURN false; END IF;
    PERFORM tg_stripe_event('tg_' || gen_random_uuid(), p_look, id, clock_timestamp(), '', p_live, '{}')
       FROM stripe_subscription
      WHERE wallet_id = v_wallet AND id <> p_id AND status NOT IN ('canceled', 'incomplete_expired', 'incomplete');
    RETURN EXISTS (SELECT FROM account a JOIN account_plan p ON p.wallet_id = a.id
                    WHERE a.id = v_wallet AND a.plan = p.invoiced);
END $$;

CREATE FUNCTION tg_stripe_price(p_id text, p_product text, p_plan text, p_cents bigint, p_credits bigint, p_active boolean)
RETURNS void LANGUAGE sql AS $$
    INSERT INTO stripe_price (id, product, plan, cents, credits, active)
    VALUES (p_id, p_product, p_plan, p_cents, p_credits, p_active)
        ON CONFLICT (id) DO UPDATE
       SET product = p_product, plan = p_plan, cents = p_cents, credits = p_credits, active = p_active,
           changed_at = clock_timestamp()
$$;

CREATE FUNCTION tg_stripe_seen(p_until timestamptz) RETURNS void LANGUAGE sql AS $$
    INSERT INTO stripe_cursor AS c (seen) VALUES (p_until)
        ON CONFLICT (one) DO UPDATE SET seen = greatest(c.seen, p_until)
$$;
