-- Gives back the funds of holds that are past their time, or whose node has not been heard of for p_silence. At most
-- p_limit holds a call; answers how many. Only one sweep runs at a time, whichever node calls it. It waits for the wallets
-- like everybody else (a wallet that is always busy would never be swept by SKIP LOCKED), and looks at the holds' state
-- again when it has them. What comes back to a lot that has expired meanwhile is left to tg_write_off.
CREATE FUNCTION tg_sweep(p_silence interval, p_limit int) RETURNS int
LANGUAGE plpgsql AS $$
DECLARE
    v_ids   uuid[];
    v_dead  uuid[];
    v_hold  hold;
    v_swept int := 0;
BEGIN
    IF NOT pg_try_advisory_xact_lock(7264001) THEN RETURN 0; END IF;
    SELECT array_agg(id) INTO v_dead FROM node WHERE seen_at < clock_timestamp() - p_silence;
    SELECT array_agg(x.id) INTO v_ids
      FROM (SELECT id FROM hold
             WHERE state = 0 AND (expires_at <= clock_timestamp() OR node = ANY (v_dead)) LIMIT p_limit) x;
    IF v_ids IS NULL THEN
        DELETE FROM node WHERE id = ANY (v_dead) AND seen_at < clock_timestamp() - greatest(p_silence * 4, interval '1 minute');
        RETURN 0;
    END IF;
    PERFORM 1 FROM wallet WHERE id IN (SELECT wallet_id FROM hold WHERE id = ANY (v_ids)) ORDER BY id FOR UPDATE;
    FOR v_hold IN UPDATE hold SET state = 1 WHERE id = ANY (v_ids) AND state = 0 RETURNING * LOOP
        PERFORM tg_unhold(v_hold);
        v_swept := v_swept + 1;
    END LOOP;
    RETURN v_swept;
END $$;

-- Gives a hold's parts back to their lots.
CREATE FUNCTION tg_unhold(p_hold hold) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    w     wallet;
    v_lot int;
BEGIN
    SELECT * INTO STRICT w FROM wallet WHERE id = p_hold.wallet_id;
    FOR p IN 1 .. cardinality(p_hold.parts) / 2 LOOP
        v_lot := array_position(w.lot_grants, p_hold.parts[2 * p - 1]);
        w.lot_held[v_lot] := w.lot_held[v_lot] - p_hold.parts[2 * p];
        w.lot_free[v_lot] := w.lot_free[v_lot] + p_hold.parts[2 * p];
    END LOOP;
    UPDATE wallet SET held = held - p_hold.amount, lot_free = w.lot_free, lot_held = w.lot_held WHERE id = w.id;
END $$;

-- Takes what is left of expired grants, and not held, off the wallets: an entry to breakage each. It was not spendable
-- before either. At most p_limit wallets a call; answers how many entries.
CREATE FUNCTION tg_write_off(p_limit int) RETURNS int
LANGUAGE plpgsql SET enable_seqscan = off AS $$
DECLARE
    v_ids     bigint[];
    w         wallet;
    v_now     timestamptz;
    v_written int := 0;
BEGIN
    IF NOT pg_try_advisory_xact_lock(7264002) THEN RETURN 0; END IF;
    SELECT array_agg(x.id) INTO v_ids
      FROM (SELECT id FROM wallet WHERE next_until < 'infinity' AND next_until <= clock_timestamp() LIMIT p_limit) x;
    IF v_ids IS NULL THEN RETURN 0; END IF;
    FOR w IN SELECT * FROM wallet WHERE id = ANY (v_ids) ORDER BY id FOR UPDATE LOOP
        v_now := clock_timestamp();
        w.next_until := 'infinity';
        FOR k IN 1 .. cardinality(w.lot_grants) LOOP
            IF w.lot_until[k] > v_now THEN
                w.next_until := least(w.next_until, w.lot_until[k]);
            ELSE
                IF w.lot_free[k] > 0 THEN
                    PERFORM tg_post(w.id, 'expire', 'wallet', 'breakage', w.lot_free[k], g.id, g.reference, tg_grant_hash(g), v_now)
                       FROM credit_grant g WHERE g.id = w.lot_grants[k];
                    w.lot_free[k] := 0;
                    v_written := v_written + 1;
                END IF;
                -- What a running call holds of it may come back; that is looked for until it has ended.
                IF w.lot_held[k] > 0 THEN w.next_until := least(w.next_until, v_now + interval '10 seconds'); END IF;
            END IF;
        END LOOP;
        UPDATE wallet SET lot_free = w.lot_free, next_until = w.next_until WHERE id = w.id;
    END LOOP;
    RETURN v_written;
END $$;

-- Says that a node is alive. Rows of dead nodes go when their holds are swept.
CREATE FUNCTION tg_heartbeat(p_node uuid) RETURNS void LANGUAGE sql AS $$
    INSERT INTO node (id, seen_at) VALUES (p_node, clock_timestamp())
        ON CONFLICT (id) DO UPDATE SET seen_at = excluded.seen_at
$$;
