-- Gives back the funds of holds that are past their time, or whose node has not been heard of for p_silence. At most
-- p_limit holds a call; answers how many. Only one sweep runs at a time, whichever node calls it.
CREATE FUNCTION tg_sweep(p_silence interval, p_limit int) RETURNS int
LANGUAGE plpgsql AS $$
DECLARE
    v_ids   uuid[];
    v_swept int;
BEGIN
    IF NOT pg_try_advisory_xact_lock(7264001) THEN RETURN 0; END IF;
    SELECT array_agg(h.id) INTO v_ids
      FROM (SELECT h.id FROM hold h LEFT JOIN node n ON n.id = h.node
             WHERE h.state = 0
               AND (h.expires_at <= clock_timestamp()
                    OR n.id IS NULL OR n.seen_at < clock_timestamp() - p_silence)
             LIMIT p_limit) h;
    IF v_ids IS NULL THEN RETURN 0; END IF;
    PERFORM 1 FROM wallet WHERE id IN (SELECT wallet_id FROM hold WHERE id = ANY (v_ids)) ORDER BY id FOR UPDATE;
    WITH expired AS (
        UPDATE hold SET state = 1 WHERE id = ANY (v_ids) AND state = 0 RETURNING wallet_id, amount, parts
    ), part AS (
        SELECT e.parts[2 * p - 1] AS grant_id, sum(e.parts[2 * p]) AS amount
          FROM expired e CROSS JOIN LATERAL generate_series(1, array_length(e.parts, 1) / 2) p GROUP BY 1
    ), grants AS (
        UPDATE credit_grant g SET held = g.held - part.amount FROM part WHERE g.id = part.grant_id
    ), wallets AS (
        UPDATE wallet w SET held = w.held - x.amount
          FROM (SELECT wallet_id, sum(amount) AS amount FROM expired GROUP BY 1) x WHERE w.id = x.wallet_id
    )
    SELECT count(*) INTO v_swept FROM expired;
    RETURN v_swept;
END $$;

-- Says that a node is alive, and forgets those that have been silent for a day: their holds are swept long ago.
CREATE FUNCTION tg_heartbeat(p_node uuid) RETURNS void LANGUAGE sql AS $$
    INSERT INTO node (id, seen_at) VALUES (p_node, clock_timestamp())
        ON CONFLICT (id) DO UPDATE SET seen_at = excluded.seen_at;
    DELETE FROM node WHERE seen_at < clock_timestamp() - interval '1 day';
$$;
