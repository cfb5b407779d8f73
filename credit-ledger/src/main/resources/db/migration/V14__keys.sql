-- API keys in full (scopes, rotation, last use), and budgets: what a key or a run may spend.

-- models, services: names and wildcards that the key may call (NULL: all); addresses: CIDR ranges it may be used from (NULL:
-- any). changed_at is set by every change that nodes must hear of. last_used_at is told by nodes about once a minute.
ALTER TABLE api_key
    ADD COLUMN public_id    text        NOT NULL UNIQUE DEFAULT 'key_' || left(replace(gen_random_uuid()::text, '-', ''), 20),
    ADD COLUMN models       text[],
    ADD COLUMN services     text[],
    ADD COLUMN addresses    text[],
    ADD COLUMN last_used_at timestamptz,
    ADD COLUMN changed_at   timestamptz NOT NULL DEFAULT now();
CREATE INDEX api_key_account ON api_key (account_id);

-- What a key was before it was rotated, for as long as that lives on. It is the same key: same scopes, same budgets.
CREATE TABLE old_secret (
    hash       bytea       PRIMARY KEY,
    account_id bigint      NOT NULL REFERENCES account,
    key_id     bigint      NOT NULL REFERENCES api_key ON DELETE CASCADE,
    prefix     text        NOT NULL,
    last4      text        NOT NULL,
    expires_at timestamptz NOT NULL
);
CREATE INDEX old_secret_key ON old_secret (key_id);

-- Which key paid (its number; 0: none), and for which run (empty: none).
ALTER TABLE usage_record
    ADD COLUMN key_id bigint NOT NULL DEFAULT 0,
    ADD COLUMN run    text   NOT NULL DEFAULT '';

-- What a key (run is empty) or a run of a key may spend in a period of its account's time zone. The lock of the wallet guards
-- it, as all money. most = the limit, used = what was charged since the period began, held = set aside for running calls, of
-- whichever period. since, until = the period that is counted; the next one begins when the budget is next used after its end.
-- A call counts in the period in which it is settled, so what is charged in a period is never above the limit, but for what
-- calls cost beyond their holds.
CREATE TABLE budget (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    wallet_id  bigint      NOT NULL REFERENCES wallet,
    key_id     bigint      NOT NULL,
    run        text        NOT NULL DEFAULT '',
    period     text        NOT NULL,
    most       bigint      NOT NULL,
    used       bigint      NOT NULL DEFAULT 0,
    held       bigint      NOT NULL DEFAULT 0,
    since      timestamptz NOT NULL,
    until      timestamptz NOT NULL,
    touched_at timestamptz NOT NULL,
    UNIQUE (wallet_id, key_id, run, period),
    CONSTRAINT budget_is_sound CHECK (
        most >= 0 AND used >= 0 AND held >= 0 AND since < until AND period IN ('day', 'month', 'total', 'run')
        AND (run <> '') = (period = 'run'))
) WITH (fillfactor = 70);

-- Whether there is a budget of the account's at all: nobody else's calls look for one.
ALTER TABLE wallet ADD COLUMN budgeted boolean NOT NULL DEFAULT false;

-- The budgets that a hold has its amount from; NULL: none, which is usual.
ALTER TABLE hold ADD COLUMN budgets bigint[];

-- First moments of the period that a time is in, and of the one after it.
CREATE FUNCTION tg_period_begins(p_period text, p_zone text, p_at timestamptz) RETURNS timestamptz LANGUAGE sql STABLE AS $$
    SELECT CASE p_period WHEN 'day' THEN tg_day_begins((p_at AT TIME ZONE p_zone)::date, p_zone)
                         WHEN 'month' THEN tg_day_begins(date_trunc('month', p_at AT TIME ZONE p_zone)::date, p_zone)
                         ELSE '-infinity'::timestamptz END
$$;
CREATE FUNCTION tg_period_ends(p_period text, p_zone text, p_at timestamptz) RETURNS timestamptz LANGUAGE sql STABLE AS $$
    SELECT CASE p_period WHEN 'day' THEN tg_day_begins((p_at AT TIME ZONE p_zone)::date + 1, p_zone)
                         WHEN 'month' THEN tg_day_begins(
                             (date_trunc('month', p_at AT TIME ZONE p_zone) + interval '1 month')::date, p_zone)
                         ELSE 'infinity'::timestamptz END
$$;

-- Whether the budgets of a key, and of a run of it, allow an amount at a time, for whoever has the wallet's lock: ids of those
-- that it comes from, or what refuses it, as 'period limit used held renews' (in microseconds since 1970). p_taken = what was
-- taken in this batch already and not written yet. The first call of a run that is allowed sets its budget, later ones can only
-- lower it (the key's own budgets are looked at first); one that does not say leaves it, or sets none, but it is counted all the same.
CREATE FUNCTION tg_budget_check(
    p_wallet bigint, p_key bigint, p_run text, p_run_most bigint, p_amount bigint, p_at timestamptz, p_taken_ids bigint[],
    p_taken bigint[], OUT ids bigint[], OUT refusal text)
LANGUAGE plpgsql AS $$
DECLARE
    b       budget;
    v_known boolean := false;
BEGIN
    ids := '{}';
    FOR b IN SELECT * FROM budget x WHERE x.wallet_id = p_wallet AND x.key_id = p_key AND x.run IN ('', p_run) ORDER BY x.run, x.id LOOP
        IF tg_is_forgotten(b, p_at) THEN
            DELETE FROM budget x WHERE x.id = b.id;
            CONTINUE;
        END IF;
        IF b.run <> '' THEN
            v_known := true;
            IF p_run_most < b.most THEN
                UPDATE budget x SET most = p_run_most WHERE x.id = b.id;
                b.most := p_run_most;
            END IF;
        END IF;
        IF b.until <= p_at THEN
            b.used := 0;
            b.until := (SELECT tg_period_ends(b.period, w.daily_zone, p_at) FROM wallet w WHERE w.id = p_wallet);
        END IF;
        b.held := b.held + coalesce((SELECT sum(t.amount)::bigint FROM unnest(p_taken_ids, p_taken) t (id, amount) WHERE t.id = b.id), 0);
        IF p_amount > greatest(b.most - b.used - b.held, 0) THEN
            refusal := concat_ws(' ', b.period, b.most, b.used, b.held, tg_micros(b.until));
            RETURN;
        END IF;
        ids := ids || b.id;
    END LOOP;
    IF p_run <> '' AND NOT v_known THEN
        IF p_amount > p_run_most THEN
            refusal := concat_ws(' ', 'run', p_run_most, 0, 0, tg_micros('infinity'));
            RETURN;
        END IF;
        IF NOT tg_room_for_run(p_wallet, p_key, p_at, p_taken_ids) THEN
            refusal := concat_ws(' ', 'runs', 0, 0, 0, tg_micros('infinity'));
            RETURN;
        END IF;
        INSERT INTO budget (wallet_id, key_id, run, period, most, since, until, touched_at)
        VALUES (p_wallet, p_key, p_run, 'run', coalesce(p_run_most, 9223372036854775807), p_at, 'infinity', p_at)
        RETURNING id INTO b.id;
        ids := ids || b.id;
    END IF;
END $$;

-- Whether a key may have one run more. It has a thousand at most; of so many the one that was not used for the longest time
-- is forgotten for it, if nobody used it for a day. p_taken = budgets that calls of this batch have taken from.
CREATE FUNCTION tg_room_for_run(p_wallet bigint, p_key bigint, p_at timestamptz, p_taken bigint[]) RETURNS boolean
LANGUAGE plpgsql AS $$
BEGIN
    IF (SELECT count(*) < 1000 FROM budget b WHERE b.wallet_id = p_wallet AND b.key_id = p_key AND b.run <> '') THEN
        RETURN true;
    END IF;
    DELETE FROM budget x WHERE x.id = (
        SELECT b.id FROM budget b
         WHERE b.wallet_id = p_wallet AND b.key_id = p_key AND b.run <> '' AND b.held = 0
           AND b.touched_at < p_at - interval '24 hours' AND b.id <> ALL (coalesce(p_taken, '{}'))
         ORDER BY b.touched_at LIMIT 1);
    RETURN FOUND;
END $$;

-- Whether a run has not been used for so long that it is forgotten.
CREATE FUNCTION tg_is_forgotten(p_budget budget, p_at timestamptz) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT p_budget.run <> '' AND p_budget.held = 0 AND p_budget.touched_at < p_at - interval '720 hours'
$$;

CREATE FUNCTION tg_is_known_run(p_wallet bigint, p_key bigint, p_run text) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT EXISTS (SELECT FROM budget WHERE wallet_id = p_wallet AND key_id = p_key AND run = p_run AND period = 'run')
$$;

-- Adds to what budgets hold and to what of them is used, at a time: the period that it is in then is counted from then on. For
-- whoever has the wallets' locks.
CREATE FUNCTION tg_budget_move(p_ids bigint[], p_held bigint[], p_used bigint[], p_at timestamptz) RETURNS void
LANGUAGE sql VOLATILE AS $$
    UPDATE budget b
       SET held = b.held + t.held,
           used = CASE WHEN b.until <= p_at THEN 0 ELSE b.used END + t.used,
           since = CASE WHEN b.until <= p_at
                        THEN greatest(b.until, tg_period_begins(b.period, w.daily_zone, p_at)) ELSE b.since END,
           until = CASE WHEN b.until <= p_at THEN tg_period_ends(b.period, w.daily_zone, p_at) ELSE b.until END,
           touched_at = p_at
      FROM (SELECT u.id, sum(u.held)::bigint AS held, sum(u.used)::bigint AS used
              FROM unnest(p_ids, p_held, p_used) u (id, held, used) GROUP BY u.id) t, wallet w
     WHERE b.id = t.id AND w.id = b.wallet_id
$$;

-- Takes over the budgets of a key: those of other periods go, a limit that changes keeps what is used. What is charged from now
-- on counts in a new one, running calls included.
CREATE FUNCTION tg_key_budgets(p_wallet bigint, p_key bigint, p_periods text[], p_limits bigint[]) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    v_zone text := (SELECT daily_zone FROM wallet WHERE id = p_wallet);
    v_now  timestamptz := clock_timestamp();
    v_id   bigint;
BEGIN
    DELETE FROM budget WHERE wallet_id = p_wallet AND key_id = p_key AND run = '' AND period <> ALL (p_periods);
    FOR i IN 1 .. coalesce(cardinality(p_periods), 0) LOOP
        UPDATE budget SET most = p_limits[i]
         WHERE wallet_id = p_wallet AND key_id = p_key AND run = '' AND period = p_periods[i];
        CONTINUE WHEN FOUND;
        INSERT INTO budget (wallet_id, key_id, period, most, since, until, touched_at)
        VALUES (p_wallet, p_key, p_periods[i], p_limits[i], v_now, tg_period_ends(p_periods[i], v_zone, v_now), v_now)
        RETURNING id INTO v_id;
        UPDATE hold SET budgets = coalesce(budgets, '{}') || v_id
         WHERE wallet_id = p_wallet AND subject::jsonb ->> 'keyId' = p_key::text;
        UPDATE budget SET held = coalesce((
               SELECT sum(CASE h.state WHEN 0 THEN h.amount ELSE h.so_far END)::bigint FROM hold h
                WHERE h.wallet_id = p_wallet AND v_id = ANY (h.budgets)), 0)
         WHERE id = v_id;
    END LOOP;
    UPDATE wallet SET budgeted = EXISTS (SELECT FROM budget b WHERE b.wallet_id = p_wallet) WHERE id = p_wallet;
END $$;

-- A new key of an account, with what tg_key_change would make of it; answers its public id, or nothing if the account has p_most
-- keys that live.
CREATE FUNCTION tg_key_create(
    p_account bigint, p_hash bytea, p_prefix text, p_last4 text, p_most int, p_name text, p_expires timestamptz, p_models text[],
    p_services text[], p_addresses text[], p_periods text[], p_limits bigint[])
RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    v_id text;
BEGIN
    PERFORM 1 FROM wallet WHERE id = p_account FOR UPDATE; -- so that two of them are counted one after the other
    INSERT INTO api_key (account_id, name, hash, prefix, last4)
    SELECT p_account, p_name, p_hash, p_prefix, p_last4
     WHERE (SELECT count(*) FROM api_key k WHERE k.account_id = p_account AND k.revoked_at IS NULL
               AND coalesce(k.expires_at > clock_timestamp(), true)) < p_most
    RETURNING public_id INTO v_id;
    PERFORM tg_key_change(p_account, v_id, p_name, p_expires, p_models, p_services, p_addresses, p_periods, p_limits);
    RETURN v_id;
END $$;

-- Changes a key of an account; what is NULL stays. The list {*} and an expiry that is infinite take a restriction away. Answers
-- whether there is such a key.
CREATE FUNCTION tg_key_change(
    p_account bigint, p_key text, p_name text, p_expires timestamptz, p_models text[], p_services text[], p_addresses text[],
    p_periods text[], p_limits bigint[])
RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
    v_id bigint;
BEGIN
    PERFORM 1 FROM wallet WHERE id = p_account FOR UPDATE;
    UPDATE api_key k
       SET name = coalesce(p_name, k.name), changed_at = clock_timestamp(),
           expires_at = CASE WHEN p_expires IS NULL THEN k.expires_at ELSE nullif(p_expires, 'infinity') END,
           models = CASE WHEN p_models IS NULL THEN k.models ELSE nullif(p_models, ARRAY['*']) END,
           services = CASE WHEN p_services IS NULL THEN k.services ELSE nullif(p_services, ARRAY['*']) END,
           addresses = CASE WHEN p_addresses IS NULL THEN k.addresses ELSE nullif(p_addresses, ARRAY['*']) END
     WHERE k.account_id = p_account AND k.public_id = p_key AND k.revoked_at IS NULL
    RETURNING k.id INTO v_id;
    IF v_id IS NOT NULL AND p_periods IS NOT NULL THEN PERFORM tg_key_budgets(p_account, v_id, p_periods, p_limits); END IF;
    RETURN v_id IS NOT NULL;
END $$;

-- Gives a key a new secret; the one before lives on for p_overlap. At most ten old ones live at a time.
CREATE FUNCTION tg_key_rotate(p_account bigint, p_key text, p_hash bytea, p_prefix text, p_last4 text, p_overlap interval)
RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    k     api_key;
    v_now timestamptz;
BEGIN
    PERFORM 1 FROM wallet WHERE id = p_account FOR UPDATE; -- first, as everywhere
    SELECT * INTO k FROM api_key WHERE account_id = p_account AND public_id = p_key AND revoked_at IS NULL FOR UPDATE;
    IF NOT FOUND THEN RETURN 'NO_KEY'; END IF;
    v_now := clock_timestamp();
    DELETE FROM old_secret WHERE key_id = k.id AND expires_at <= v_now;
    IF p_overlap > interval '0' THEN
        IF (SELECT count(*) >= 10 FROM old_secret WHERE key_id = k.id) THEN RETURN 'TOO_MANY'; END IF;
        INSERT INTO old_secret (hash, account_id, key_id, prefix, last4, expires_at)
        VALUES (k.hash, k.account_id, k.id, k.prefix, k.last4, v_now + p_overlap);
    END IF;
    UPDATE api_key SET hash = p_hash, prefix = p_prefix, last4 = p_last4, changed_at = v_now WHERE id = k.id;
    RETURN 'ROTATED';
END $$;

-- Revokes a key with its old secrets. Calls that run are settled.
CREATE FUNCTION tg_key_revoke(p_account bigint, p_key text) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
    v_id bigint;
BEGIN
    PERFORM 1 FROM wallet WHERE id = p_account FOR UPDATE;
    UPDATE api_key SET revoked_at = clock_timestamp()
     WHERE account_id = p_account AND public_id = p_key AND revoked_at IS NULL RETURNING id INTO v_id;
    -- Its budgets stay, closed: a node that has not heard of it yet must not take the key for one without a budget.
    UPDATE budget SET most = 0 WHERE wallet_id = p_account AND key_id = v_id;
    RETURN v_id IS NOT NULL;
END $$;

-- Writes down that keys were used, if they were not a minute ago. Nobody waits for it.
CREATE FUNCTION tg_keys_used(p_keys bigint[]) RETURNS void LANGUAGE sql VOLATILE AS $$
    UPDATE api_key k SET last_used_at = now()
      FROM (SELECT id FROM api_key WHERE id = ANY (p_keys) AND coalesce(last_used_at < now() - interval '55 seconds', true)
               FOR NO KEY UPDATE SKIP LOCKED) due
     WHERE k.id = due.id
$$;

-- Takes away the budgets of runs that are forgotten, and old secrets that have expired.
CREATE FUNCTION tg_forget_runs(p_limit int) RETURNS int LANGUAGE plpgsql AS $$
DECLARE
    v_wallet bigint;
    v_gone   int;
    v_all    int := 0;
BEGIN
    IF NOT pg_try_advisory_xact_lock(7264005) THEN RETURN 0; END IF;
    FOR v_wallet IN
        SELECT DISTINCT x.wallet_id FROM (SELECT b.wallet_id FROM budget b WHERE tg_is_forgotten(b, clock_timestamp()) LIMIT p_limit) x
         ORDER BY 1
    LOOP
        PERFORM 1 FROM wallet WHERE id = v_wallet FOR UPDATE SKIP LOCKED;
        CONTINUE WHEN NOT FOUND;
        DELETE FROM budget b WHERE b.wallet_id = v_wallet AND tg_is_forgotten(b, clock_timestamp());
        GET DIAGNOSTICS v_gone = ROW_COUNT;
        v_all := v_all + v_gone;
        UPDATE wallet SET budgeted = false
         WHERE id = v_wallet AND NOT EXISTS (SELECT FROM budget b WHERE b.wallet_id = v_wallet);
    END LOOP;
    DELETE FROM old_secret WHERE expires_at < clock_timestamp();
    RETURN v_all;
END $$;

-- All nodes are told of changes by the hash under which they remember a key; its old secrets have hashes of their own.
CREATE OR REPLACE FUNCTION tg_key_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify('tg_key', encode(OLD.hash, 'hex'));
    PERFORM pg_notify('tg_key', encode(s.hash, 'hex')) FROM old_secret s WHERE s.key_id = OLD.id;
    RETURN NULL;
END $$;
DROP TRIGGER api_key_changed ON api_key;
CREATE TRIGGER api_key_changed AFTER DELETE OR UPDATE OF account_id, hash, expires_at, revoked_at, changed_at ON api_key
    FOR EACH ROW EXECUTE FUNCTION tg_key_changed();

CREATE OR REPLACE FUNCTION tg_account_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify('tg_key', encode(k.hash, 'hex')) FROM api_key k WHERE k.account_id = OLD.id;
    PERFORM pg_notify('tg_key', encode(s.hash, 'hex')) FROM api_key k JOIN old_secret s ON s.key_id = k.id
      WHERE k.account_id = OLD.id;
    RETURN NULL;
END $$;
