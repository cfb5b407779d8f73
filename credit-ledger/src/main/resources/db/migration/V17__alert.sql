-- Tells accounts that they run low. Nothing of this is in the way of money: balances are looked at behind it.

-- What an account wants to be told, and where. threshold NULL: the price book's. The key that signs what goes to the address
-- is made of webhook_nonce and a key that only the gateways have: the database has no secret.
CREATE TABLE alert_setting (
    wallet_id     bigint PRIMARY KEY REFERENCES wallet,
    threshold     bigint CHECK (threshold >= 0),
    webhook_url   text,
    webhook_nonce text,
    email         boolean     NOT NULL DEFAULT true,
    changed_at    timestamptz NOT NULL DEFAULT now(),
    CHECK ((webhook_url IS NULL) = (webhook_nonce IS NULL))
);

-- Nodes know the threshold with the account's keys: all answers of calls tell who is below it.
CREATE FUNCTION tg_alert_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify('tg_key', encode(k.hash, 'hex')) FROM api_key k WHERE k.account_id = coalesce(NEW.wallet_id, OLD.wallet_id);
    PERFORM pg_notify('tg_key', encode(s.hash, 'hex')) FROM old_secret s
      WHERE s.account_id = coalesce(NEW.wallet_id, OLD.wallet_id);
    RETURN NULL;
END $$;
CREATE TRIGGER alert_setting_changed AFTER INSERT OR DELETE OR UPDATE OF threshold ON alert_setting
    FOR EACH ROW EXECUTE FUNCTION tg_alert_changed();

-- On which side of its threshold an account was seen last. Its row is the lock under which that changes, so that a
-- crossing is seen once.
-- Without a foreign key, which would lock the wallet.
CREATE TABLE alert_state (
    wallet_id  bigint PRIMARY KEY,
    low        boolean     NOT NULL,
    changed_at timestamptz NOT NULL
);

CREATE TABLE alert_event (
    id        bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    public_id text        NOT NULL UNIQUE,
    wallet_id bigint      NOT NULL,
    kind      text        NOT NULL CHECK (kind IN ('low_balance')),
    balance   bigint      NOT NULL,
    threshold bigint      NOT NULL,
    at        timestamptz NOT NULL
);
CREATE INDEX alert_event_of ON alert_event (wallet_id, id);

-- What is still to be told, or has been. Tried at next_at; taken by setting that to when it may be tried again, so that what
-- a node that died had taken is tried by another. ended: told, given up, or nobody wants to know any more.
CREATE TABLE alert_delivery (
    event_id  bigint      NOT NULL REFERENCES alert_event,
    wallet_id bigint      NOT NULL,
    channel   text        NOT NULL CHECK (channel IN ('webhook', 'email')),
    tries     int         NOT NULL DEFAULT 0,
    next_at   timestamptz NOT NULL,
    ended     text        CHECK (ended IN ('delivered', 'given_up', 'unwanted')),
    ended_at  timestamptz,
    problem   text        NOT NULL DEFAULT '',
    PRIMARY KEY (event_id, channel)
);
CREATE INDEX alert_delivery_open ON alert_delivery (wallet_id, channel, event_id) WHERE ended IS NULL;

-- What an account has, running calls apart: what is live, with what holds have set aside, less debt. A large hold that gives
-- most of itself back is no reason to tell anybody.
CREATE FUNCTION tg_settled_balance(p_wallet bigint) RETURNS bigint LANGUAGE sql VOLATILE AS $$
    SELECT greatest(coalesce((SELECT sum(l.free)::bigint FROM unnest(w.lot_free, w.lot_from, w.lot_until) l (free, since, until)
                               WHERE l.since <= clock_timestamp() AND l.until > clock_timestamp()), 0) + w.held - w.debt, 0)
      FROM wallet w WHERE w.id = p_wallet
$$;

-- Looks at accounts, and writes an event for each that has fallen below its threshold since it was seen last; answers how
-- each stands. p_channels: where things can be told by these nodes. An account that was never seen counts as having been
-- above, if what it has now and what it spent are not below: then it has fallen, though nobody saw it.
--
-- The balance is read under the lock of the account's state, by a statement of its own: whoever decides later has seen
-- later money, so that the same crossing is not taken for two.
CREATE FUNCTION tg_watch_balance(p_accounts bigint[], p_threshold bigint, p_channels text[])
RETURNS TABLE (account bigint, threshold bigint, low boolean) LANGUAGE plpgsql SET lock_timeout = '500ms' AS $$
#variable_conflict use_column
DECLARE
    v_at      timestamptz;
    v_before  alert_state;
    v_balance bigint;
    v_spent   bigint;
    v_event   bigint;
    v_low     boolean;
BEGIN
    FOR account, threshold IN
        SELECT w.id, coalesce(s.threshold, p_threshold)
          FROM wallet w LEFT JOIN alert_setting s ON s.wallet_id = w.id WHERE w.id = ANY (p_accounts) ORDER BY w.id
    LOOP
        v_low := tg_settled_balance(account) < threshold;
        SELECT * INTO v_before FROM alert_state WHERE wallet_id = account;
        IF NOT FOUND OR v_before.low <> v_low THEN
            SELECT w.spent INTO v_spent FROM wallet w WHERE w.id = account;
            INSERT INTO alert_state (wallet_id, low, changed_at)
            VALUES (account, tg_settled_balance(account) + v_spent < threshold, clock_timestamp()) ON CONFLICT DO NOTHING;
            SELECT * INTO STRICT v_before FROM alert_state WHERE wallet_id = account FOR UPDATE;
            v_balance := tg_settled_balance(account);
            v_low := v_balance < threshold;
            v_at := clock_timestamp();
            IF v_before.low <> v_low THEN
                UPDATE alert_state SET low = v_low, changed_at = v_at WHERE wallet_id = account;
                IF v_low THEN
                    INSERT INTO alert_event (public_id, wallet_id, kind, balance, threshold, at)
                    VALUES ('evt_' || replace(gen_random_uuid()::text, '-', ''), account, 'low_balance', v_balance, threshold, v_at)
                    RETURNING id INTO v_event;
                    INSERT INTO alert_delivery (event_id, wallet_id, channel, next_at)
                    SELECT v_event, account, c.name, v_at
                      FROM unnest(p_channels) c (name) LEFT JOIN alert_setting s ON s.wallet_id = account
                     WHERE CASE c.name WHEN 'email' THEN coalesce(s.email, true) ELSE s.webhook_url IS NOT NULL END;
                END IF;
            END IF;
        END IF;
        low := v_low;
        RETURN NEXT;
    END LOOP;
END $$;

-- The same for the next accounts by their ids: for what nobody told of. Answers the last one, or nothing behind the end, or
-- while somebody else does it.
CREATE FUNCTION tg_sweep_balances(p_after bigint, p_limit int, p_threshold bigint, p_channels text[]) RETURNS bigint
LANGUAGE plpgsql AS $$
DECLARE
    v_accounts bigint[];
BEGIN
    IF NOT pg_try_advisory_xact_lock(7264007) THEN RETURN NULL; END IF;
    v_accounts := ARRAY(SELECT w.id FROM wallet w WHERE w.id > p_after AND w.spent > 0 ORDER BY w.id LIMIT p_limit);
    PERFORM count(*) FROM tg_watch_balance(v_accounts, p_threshold, p_channels);
    RETURN v_accounts[cardinality(v_accounts)];
END $$;

-- Takes what is due to be told, for p_lease: the oldest of each account and channel first, so that nobody hears of things
-- out of order.
CREATE FUNCTION tg_take_alerts(p_limit int, p_lease interval)
RETURNS TABLE (event_id bigint, channel text, tries int, public_id text, account text, email text, balance bigint,
               threshold bigint, at timestamptz, webhook_url text, webhook_nonce text)
LANGUAGE plpgsql AS $$
#variable_conflict use_column
BEGIN
    RETURN QUERY
    WITH due AS (
        SELECT d.event_id, d.channel FROM alert_delivery d
         WHERE d.ended IS NULL AND d.next_at <= clock_timestamp()
           AND NOT EXISTS (SELECT FROM alert_delivery o WHERE o.wallet_id = d.wallet_id AND o.channel = d.channel
                              AND o.ended IS NULL AND o.event_id < d.event_id)
         ORDER BY d.next_at LIMIT p_limit FOR UPDATE SKIP LOCKED),
    taken AS (
        UPDATE alert_delivery d SET tries = d.tries + 1, next_at = clock_timestamp() + p_lease
          FROM due WHERE d.event_id = due.event_id AND d.channel = due.channel RETURNING d.*)
    SELECT t.event_id, t.channel, t.tries, e.public_id, a.public_id, a.email, e.balance, e.threshold, e.at, s.webhook_url,
           s.webhook_nonce
      FROM taken t JOIN alert_event e ON e.id = t.event_id JOIN account a ON a.id = t.wallet_id
      LEFT JOIN alert_setting s ON s.wallet_id = t.wallet_id;
END $$;

-- Writes down how it went: p_ended, or NULL for another try, which is made later and later, for three days.
CREATE FUNCTION tg_end_alert(p_event bigint, p_channel text, p_ended text, p_problem text) RETURNS void
LANGUAGE sql AS $$
    UPDATE alert_delivery d
       SET ended = coalesce(p_ended, CASE WHEN e.at < clock_timestamp() - interval '3 days' THEN 'given_up' END),
           ended_at = clock_timestamp(), problem = left(p_problem, 300),
           next_at = clock_timestamp() + least(interval '10 seconds' * power(2, least(d.tries - 1, 20)), interval '3 hours')
      FROM alert_event e
     WHERE e.id = d.event_id AND d.event_id = p_event AND d.channel = p_channel AND d.ended IS NULL
$$;
