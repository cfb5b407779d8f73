-- How often something was tried of late under a name, on all nodes together: log-ins to an address, accounts that a client has
-- made, promo codes that an account has typed. Of a name the SHA-256 alone is here.
--
-- Unlogged: an attempt waits for no disk, and a crash of the database, after which this is empty, forgives what an hour would
-- have forgiven anyway; a node goes by its own count then.
CREATE UNLOGGED TABLE attempt (
    name         bytea       PRIMARY KEY,
    attempts     int         NOT NULL,
    until        timestamptz NOT NULL, -- before it no attempt is let in
    since        timestamptz NOT NULL, -- when the attempts were last lessened
    forgotten_at timestamptz NOT NULL  -- from then on the row counts no more
);
CREATE INDEX attempt_forgotten ON attempt (forgotten_at);

-- Counts an attempt: 0. If it comes too early it does not count: the milliseconds that are left to wait. The attempts before
-- p_free do not make the next one wait; what it waits after those is p_first, and twice as long with each one more, p_longest at
-- most. For each time twice as long as p_longest one attempt is forgiven, and all of them when none was made in it.
CREATE FUNCTION tg_attempt(p_name bytea, p_free int, p_first_ms bigint, p_longest_ms bigint)
RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    a          attempt;
    v_now      timestamptz;
    v_forgiven int;
    v_wait_ms  bigint;
    v_longest  CONSTANT interval := p_longest_ms * interval '1 millisecond';
BEGIN
    LOOP
        SELECT * INTO a FROM attempt WHERE name = p_name FOR UPDATE;
        EXIT WHEN FOUND;
        INSERT INTO attempt (name, attempts, until, since, forgotten_at)
        VALUES (p_name, 0, '-infinity', clock_timestamp(), clock_timestamp() + 2 * v_longest) ON CONFLICT DO NOTHING;
    END LOOP;
    v_now := clock_timestamp(); -- after the lock: a time from before could lie before what another attempt has noted
    -- Nobody waits for longer than that, also if the clock was put back.
    IF a.until > v_now AND a.until <= v_now + v_longest THEN
        RETURN greatest(1, ceil(1000 * extract(epoch FROM a.until - v_now)));
    END IF;
    IF a.forgotten_at <= v_now THEN
        a.attempts := 0;
        a.since := v_now;
    END IF;
    v_forgiven := greatest(0, floor(1000 * extract(epoch FROM v_now - a.since) / (2 * p_longest_ms)));
    a.attempts := greatest(0, a.attempts - v_forgiven) + 1;
    v_wait_ms := CASE WHEN a.attempts < p_free THEN 0
                      ELSE least(p_first_ms << least(a.attempts - p_free, 32), p_longest_ms) END;
    UPDATE attempt
       SET attempts = a.attempts, until = v_now + v_wait_ms * interval '1 millisecond',
           since = least(a.since, v_now) + v_forgiven * 2 * v_longest, forgotten_at = v_now + 2 * v_longest
     WHERE name = p_name;
    RETURN 0;
END $$;

-- Takes back one attempt that was no guess: the next one need not wait for it.
CREATE FUNCTION tg_give_attempt_back(p_name bytea, p_longest_ms bigint) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM attempt WHERE name = p_name AND attempts <= 1;
    IF NOT FOUND THEN
        UPDATE attempt
           SET attempts = attempts - 1, until = clock_timestamp(),
               forgotten_at = clock_timestamp() + 2 * p_longest_ms * interval '1 millisecond'
         WHERE name = p_name AND forgotten_at > clock_timestamp();
    END IF;
END $$;

-- Forgets all attempts under a name.
CREATE FUNCTION tg_forget_attempts(p_name bytea) RETURNS void LANGUAGE sql AS $$
    DELETE FROM attempt WHERE name = p_name
$$;

-- Takes away names that count no more, p_limit at most. One that is tried right now is left for later.
CREATE FUNCTION tg_sweep_attempts(p_limit int) RETURNS int LANGUAGE plpgsql AS $$
DECLARE
    v_gone int;
BEGIN
    IF NOT pg_try_advisory_xact_lock(7264053) THEN RETURN 0; END IF;
    DELETE FROM attempt a
     USING (SELECT o.name FROM attempt o WHERE o.forgotten_at <= now()
             ORDER BY o.forgotten_at LIMIT p_limit FOR UPDATE SKIP LOCKED) old
     WHERE a.name = old.name;
    GET DIAGNOSTICS v_gone = ROW_COUNT;
    RETURN v_gone;
END $$;
