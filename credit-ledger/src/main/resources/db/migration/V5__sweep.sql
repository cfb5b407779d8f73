-- Gives back the funds of holds that are past their time, or whose node has not been heard of for p_silence. At most
-- p_limit holds a call; answers how many. Only one sweep runs at a time, whichever node calls it. It waits for the wallets
-- like everybody else (a wallet that is always busy would never be swept by SKIP LOCKED), and looks at the holds' state
-- again when it has them. What comes back to a grant that has expired meanwhile is left to tg_write_off.
CREATE FUNCTION tg_sweep(p_silence interval, p_limit int) RETURNS int
LANGUAGE plpgsql SET enable_seqscan = off AS $$
DECLARE
    v_ids   uuid[];
    v_dead  uuid[];
    v_swept int;
BEGIN
    IF NOT pg_try_advisory_xact_lock(7264001) THEN RETURN 0; END IF;
    SELECT array_agg(id) INTO v_dead FROM node WHERE seen_at < clock_timestamp() - p_silence;
    SELECT array_agg(x.id) INTO v_ids
      FROM (SELECT id FROM hold WHERE state = 0 AND expires_at <= clock_timestamp() LIMIT p_limit) x;
    -- Holds have no index on the node, since each costs every hold: a dead node is rare, and is looked for just once.
    IF v_dead IS NOT NULL AND v_ids IS NULL THEN
        SELECT array_agg(x.id) INTO v_ids
          FROM (SELECT id FROM hold WHERE state = 0 AND node = ANY (v_dead) LIMIT p_limit) x;
        IF v_ids IS NULL THEN
            DELETE FROM node WHERE id = ANY (v_dead) AND seen_at < clock_timestamp() - greatest(p_silence * 4, interval '1 minute');
        END IF;
    END IF;
    IF v_ids IS NULL THEN RETURN 0; END IF;
    PERFORM 1 FROM wallet WHERE id IN (SELECT wallet_id FROM hold WHERE id = ANY (v_ids)) ORDER BY id FOR UPDATE;
    WITH expired AS (
        UPDATE hold SET state = 1 WHERE id = ANY (v_ids) AND state = 0 RETURNING wallet_id, amount, parts
    ), part AS (
        SELECT e.parts[2 * p - 1] AS grant_id, sum(e.parts[2 * p]) AS amount
          FROM expired e CROSS JOIN LATERAL generate_series(1, cardinality(e.parts) / 2) p GROUP BY 1
    ), grants AS (
        UPDATE credit_grant g SET held = g.held - part.amount FROM part WHERE g.id = part.grant_id
    ), wallets AS (
        UPDATE wallet w SET held = w.held - x.amount
          FROM (SELECT wallet_id, sum(amount) AS amount FROM expired GROUP BY 1) x WHERE w.id = x.wallet_id
    )
    SELECT count(*) INTO v_swept FROM expired;
    RETURN v_swept;
END $$;

-- Takes what is left of expired grants, and not held, off the wallets: an entry to breakage each. It was not spendable
-- before either. At most p_limit grants a call; answers how many.
CREATE FUNCTION tg_write_off(p_limit int) RETURNS int
LANGUAGE plpgsql SET enable_seqscan = off AS $$
DECLARE
    v_ids     bigint[];
    v_written int;
BEGIN
    IF NOT pg_try_advisory_xact_lock(7264002) THEN RETURN 0; END IF;
    SELECT array_agg(g.id) INTO v_ids
      FROM (SELECT id FROM credit_grant
             WHERE open AND expires_at IS NOT NULL AND expires_at <= clock_timestamp() AND remaining > held
             LIMIT p_limit) g;
    IF v_ids IS NULL THEN RETURN 0; END IF;
    PERFORM 1 FROM wallet WHERE id IN (SELECT wallet_id FROM credit_grant WHERE id = ANY (v_ids)) ORDER BY id FOR UPDATE;
    WITH due AS (
        SELECT g.id, g.wallet_id, g.reference, g.held, g.remaining - g.held AS rest,
               row_number() OVER (PARTITION BY g.wallet_id ORDER BY g.id) AS nth
          FROM credit_grant g WHERE g.id = ANY (v_ids) AND g.remaining > g.held
    ), entries AS (
        INSERT INTO entry (wallet_id, wallet_seq, kind, from_account, to_account, amount, grant_id, reference, at)
        SELECT w.id, w.seq + due.nth, 'expire', 'wallet', 'breakage', due.rest, due.id, due.reference, clock_timestamp()
          FROM due JOIN wallet w ON w.id = due.wallet_id
    ), grants AS (
        UPDATE credit_grant g SET remaining = due.held, open = due.held > 0 FROM due WHERE g.id = due.id
    ), wallets AS (
        UPDATE wallet w SET posted = w.posted - x.rest, seq = w.seq + x.entries
          FROM (SELECT wallet_id, sum(rest) AS rest, count(*) AS entries FROM due GROUP BY 1) x WHERE w.id = x.wallet_id
    )
    SELECT count(*) INTO v_written FROM due;
    RETURN v_written;
END $$;

-- Says that a node is alive. Rows of dead nodes go when their holds are swept.
CREATE FUNCTION tg_heartbeat(p_node uuid) RETURNS void LANGUAGE sql AS $$
    INSERT INTO node (id, seen_at) VALUES (p_node, clock_timestamp())
        ON CONFLICT (id) DO UPDATE SET seen_at = excluded.seen_at
$$;
