-- Credits that an account buys by itself with the card that Stripe keeps for it, when it runs low. An order is written before
-- Stripe hears of it, with all that the charge is made of: whoever goes on with it sends the very same.

ALTER TABLE billing_order DROP CONSTRAINT billing_order_is_sound;
ALTER TABLE billing_order ADD CONSTRAINT billing_order_is_sound CHECK (
    kind IN ('checkout', 'intent', 'subscription', 'topup') AND state IN ('new', 'open', 'begun', 'paid', 'closed')
    AND cents >= 0 AND credits >= 0);

-- What an account wants: below this balance, buy this package ('': cents' worth of credits), for at most so many US cents in
-- 24 hours. version counts the changes, so that nobody acts on a setting that is another one by now.
-- failures in a row; stopped_for = why it was switched off by itself ('': it was not).
-- order_id = the order that is being charged, by which customer's card; cleared when its end was taken note of. tries = how
-- often it was begun. It is looked at again at next_at; whoever took it and is not heard of again leaves it to the next.
CREATE TABLE top_up (
    wallet_id    bigint      PRIMARY KEY REFERENCES wallet,
    version      bigint      NOT NULL DEFAULT 1,
    enabled      boolean     NOT NULL,
    below        bigint      NOT NULL,
    package      text        NOT NULL,
    cents        bigint      NOT NULL,
    most_per_day bigint      NOT NULL,
    failures     int         NOT NULL DEFAULT 0,
    stopped_for  text        NOT NULL DEFAULT '',
    stopped_at   timestamptz,
    order_id     uuid        UNIQUE REFERENCES billing_order,
    customer     text        NOT NULL DEFAULT '',
    card         text        NOT NULL DEFAULT '',
    tries        int         NOT NULL DEFAULT 0,
    next_at      timestamptz NOT NULL DEFAULT now(),
    changed_at   timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT top_up_is_sound CHECK (
        below > 0 AND cents >= 0 AND (package = '') = (cents > 0) AND most_per_day > 0 AND failures >= 0 AND tries >= 0
        AND (stopped_for = '') = (stopped_at IS NULL) AND NOT (enabled AND stopped_at IS NOT NULL)
        AND (order_id IS NULL) = (customer = '') AND (customer = '') = (card = ''))
);
CREATE INDEX top_up_due ON top_up (next_at) WHERE enabled OR order_id IS NOT NULL;

-- A deleted account is not charged.
CREATE FUNCTION tg_forget_top_up() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM top_up WHERE wallet_id = NEW.id;
    RETURN NULL;
END $$;
CREATE TRIGGER account_forgets_top_up AFTER UPDATE OF deleted_at ON account
    FOR EACH ROW WHEN (NEW.deleted_at IS NOT NULL) EXECUTE FUNCTION tg_forget_top_up();

-- Keeps what an account wants; failures of before do not count any more. What is being charged goes on.
CREATE FUNCTION tg_top_up_put(
    p_wallet bigint, p_enabled boolean, p_below bigint, p_package text, p_cents bigint, p_most_per_day bigint)
RETURNS void LANGUAGE plpgsql AS $$
BEGIN
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

-- Switches it off, as its owner wants; the rest of the setting stays.
CREATE FUNCTION tg_top_up_off(p_wallet bigint) RETURNS void LANGUAGE sql AS $$
    UPDATE top_up SET version = version + 1, enabled = false, stopped_for = '', stopped_at = NULL, changed_at = clock_timestamp()
     WHERE wallet_id = p_wallet
$$;

-- US cents that an account was charged by itself in the last 24 hours, with what is still being charged.
CREATE FUNCTION tg_top_up_charged(p_wallet bigint) RETURNS bigint LANGUAGE sql STABLE AS $$
    SELECT coalesce(sum(o.cents), 0)::bigint FROM billing_order o
     WHERE o.wallet_id = p_wallet AND o.kind = 'topup'
       AND (o.state IN ('new', 'open') OR o.state = 'paid' AND o.changed_at > clock_timestamp() - interval '24 hours')
$$;

-- Who has less than it wants, and may buy. Debt from calls is paid by what is bought; who is in debt because money went back
-- is not charged again.
CREATE VIEW top_up_low AS
    SELECT t.wallet_id FROM top_up t JOIN wallet w ON w.id = t.wallet_id, tg_funds(t.wallet_id) f
     WHERE t.enabled AND NOT w.frozen AND f.available < t.below
       AND NOT (w.debt > 0 AND EXISTS (SELECT FROM stripe_payment p WHERE p.wallet_id = w.id AND p.back > 0));

-- Takes accounts that are low, or whose charge has not come to an end, for p_lease at least: the pause grows with the tries
-- up to an hour. Charges that were paid have come to an end. wanted: not switched off or frozen meanwhile.
CREATE FUNCTION tg_top_up_take(p_limit int, p_pause interval, p_lease interval)
RETURNS TABLE (wallet_id bigint, version bigint, package text, cents bigint, wanted boolean, tries int, order_id uuid,
               state text, item text, asked bigint, customer text, card text, ordered_at timestamptz)
LANGUAGE plpgsql AS $$
#variable_conflict use_column
BEGIN
    UPDATE top_up t
       SET order_id = NULL, customer = '', card = '', failures = 0, tries = 0, next_at = clock_timestamp()
      FROM (SELECT u.wallet_id FROM top_up u JOIN billing_order o ON o.id = u.order_id
             WHERE o.state = 'paid' FOR UPDATE OF u SKIP LOCKED) paid
     WHERE t.wallet_id = paid.wallet_id;
    RETURN QUERY
    WITH due AS (
        SELECT u.wallet_id FROM top_up u
         WHERE (u.enabled OR u.order_id IS NOT NULL) AND u.next_at <= clock_timestamp()
           AND (u.order_id IS NOT NULL OR EXISTS (SELECT FROM top_up_low l WHERE l.wallet_id = u.wallet_id))
         ORDER BY u.next_at LIMIT p_limit FOR UPDATE SKIP LOCKED),
    taken AS (
        UPDATE top_up t
           SET tries = t.tries + 1,
               next_at = clock_timestamp()
                         + greatest(p_lease, least(p_pause * power(2, least(t.tries, 20)), interval '1 hour'))
          FROM due WHERE t.wallet_id = due.wallet_id RETURNING t.*)
    SELECT t.wallet_id, t.version, t.package, t.cents, t.enabled AND NOT w.frozen, t.tries, t.order_id, o.state, o.item,
           o.cents, t.customer, t.card, o.created_at
      FROM taken t JOIN wallet w ON w.id = t.wallet_id LEFT JOIN billing_order o ON o.id = t.order_id;
END $$;

-- Writes an order that the card is to be charged for, if the account is still low when everything is locked: the wallet
-- first, as everywhere. Status: OPENED, for p_lease; CHANGED (the setting, or another charge is under way), ENOUGH, TOO_DEAR
-- (more than it may ever be), CAP (no more today).
CREATE FUNCTION tg_top_up_open(
    p_id uuid, p_wallet bigint, p_version bigint, p_item text, p_cents bigint, p_credits bigint, p_customer text, p_card text,
    p_lease interval)
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
        v_status := tg_order_open(p_id, p_wallet, 'topup', p_item, p_cents, p_credits, '', 0, 0);
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

-- The card was not charged, and will not be for this order. After p_most times in a row it is switched off; before, there is a
-- pause that doubles.
CREATE FUNCTION tg_top_up_failed(p_order uuid, p_reason text, p_pause interval, p_most int) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    PERFORM tg_order_state(p_order, 'closed', NULL);
    UPDATE top_up
       SET order_id = NULL, customer = '', card = '', tries = 0, failures = failures + 1,
           next_at = clock_timestamp() + least(p_pause * power(2, least(failures, 20)), interval '1 day'),
           enabled = enabled AND failures + 1 < p_most,
           stopped_for = CASE WHEN enabled AND failures + 1 >= p_most THEN p_reason ELSE stopped_for END,
           stopped_at = CASE WHEN enabled AND failures + 1 >= p_most THEN clock_timestamp() ELSE stopped_at END
     WHERE order_id = p_order AND EXISTS (SELECT FROM billing_order WHERE id = p_order AND state = 'closed');
END $$;

-- Nothing comes of an order that Stripe has never heard of; nobody is to blame.
CREATE FUNCTION tg_top_up_drop(p_order uuid) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM tg_order_state(p_order, 'closed', NULL);
    UPDATE top_up SET order_id = NULL, customer = '', card = '', tries = 0, next_at = clock_timestamp()
     WHERE order_id = p_order AND EXISTS (SELECT FROM billing_order WHERE id = p_order AND state = 'closed');
END $$;

-- Switches it off by itself, unless its owner has changed it meanwhile.
CREATE FUNCTION tg_top_up_stop(p_wallet bigint, p_version bigint, p_reason text) RETURNS void LANGUAGE sql AS $$
    UPDATE top_up SET enabled = false, stopped_for = p_reason, stopped_at = clock_timestamp()
     WHERE wallet_id = p_wallet AND version = p_version AND enabled AND order_id IS NULL
$$;
