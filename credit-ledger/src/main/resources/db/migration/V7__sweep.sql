-- What the passing of time does, a little at a time: each function looks at up to p_limit things and answers how many it
-- dealt with. Only one of each runs at a time, whichever node calls it. A wallet that somebody else keeps locked, or that
-- is broken, is passed over and does not hold up the others.

-- Abandons holds that are past their time, or whose node has not been heard of for p_silence: what a call had cost when
-- its node last told stays set aside, the rest is free again.
CREATE FUNCTION tg_sweep(p_silence interval, p_limit int) RETURNS int
LANGUAGE plpgsql SET lock_timeout = '200ms' AS $$
DECLARE
    v_due    record;
    v_hold   hold;
    v_swept  int := 0;
    v_passed int := 0;
BEGIN
    IF NOT pg_try_advisory_xact_lock(7264001) THEN RETURN 0; END IF;
    FOR v_due IN
        SELECT x.wallet_id, array_agg(x.id) AS ids
          FROM (SELECT h.id, h.wallet_id FROM hold h
                 WHERE h.state = 0 AND (h.expires_at <= clock_timestamp() OR NOT tg_alive(h.node, p_silence))
                 LIMIT p_limit) x
         GROUP BY x.wallet_id ORDER BY x.wallet_id
    LOOP
        BEGIN
            PERFORM 1 FROM wallet WHERE id = v_due.wallet_id FOR UPDATE;
            -- Their state may have changed, and their node may have spoken up, since they were found.
            FOR v_hold IN
                SELECT * FROM hold h
                 WHERE h.id = ANY (v_due.ids) AND h.state = 0
                   AND (h.expires_at <= clock_timestamp() OR NOT tg_alive(h.node, p_silence)) FOR UPDATE
            LOOP
                PERFORM tg_abandon(v_hold);
                v_swept := v_swept + 1;
            END LOOP;
            PERFORM tg_repay(v_due.wallet_id, clock_timestamp());
        EXCEPTION
            WHEN lock_not_available THEN
                v_passed := v_passed + 1;
                EXIT WHEN v_passed = 10; -- waiting for more would hold up those that are locked by now
            WHEN OTHERS THEN
                RAISE WARNING 'wallet % was passed over by the sweep: %', v_due.wallet_id, SQLERRM;
        END;
    END LOOP;
    DELETE FROM node WHERE seen_at < clock_timestamp() - greatest(p_silence * 4, interval '1 minute');
    RETURN v_swept;
END $$;

-- Whether a node has been heard of in this time.
CREATE FUNCTION tg_alive(p_node uuid, p_silence interval) RETURNS boolean LANGUAGE sql VOLATILE AS $$
    SELECT EXISTS (SELECT FROM node n WHERE n.id = p_node AND n.seen_at >= clock_timestamp() - p_silence)
$$;

-- Gives back what a hold has set aside above what its call had cost so far, beginning with what would be spent last. A part
-- of which nothing is kept is forgotten: its lot may go.
CREATE FUNCTION tg_abandon(p_hold hold) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    w       wallet;
    v_lot   int;
    v_keep  bigint   := p_hold.so_far;
    v_kept  bigint;
    v_back  bigint;
    v_parts bigint[] := '{}';
BEGIN
    SELECT * INTO STRICT w FROM wallet WHERE id = p_hold.wallet_id;
    FOR p IN 1 .. cardinality(p_hold.parts) / 2 LOOP
        v_kept := least(v_keep, p_hold.parts[2 * p]);
        v_back := p_hold.parts[2 * p] - v_kept;
        v_keep := v_keep - v_kept;
        v_lot := array_position(w.lot_grants, p_hold.parts[2 * p - 1]);
        w.lot_held[v_lot] := w.lot_held[v_lot] - v_back;
        w.lot_free[v_lot] := w.lot_free[v_lot] + v_back;
        w.held := w.held - v_back;
        IF v_kept > 0 THEN v_parts := v_parts || p_hold.parts[2 * p - 1] || v_kept; END IF;
    END LOOP;
    UPDATE hold SET state = 1, parts = v_parts, expires_at = clock_timestamp() WHERE id = p_hold.id;
    UPDATE wallet SET held = w.held, lot_free = w.lot_free, lot_held = w.lot_held WHERE id = w.id;
    UPDATE budget SET held = held - (p_hold.amount - p_hold.so_far) WHERE id = ANY (p_hold.budgets);
END $$;

-- Holds that have been abandoned for p_grace: their calls are settled now for what they had cost so far.
CREATE FUNCTION tg_abandoned(p_grace interval, p_limit int)
RETURNS TABLE (id uuid, wallet_id bigint, subject text, opened_at timestamptz, so_far bigint, detail text)
LANGUAGE sql VOLATILE AS $$
    SELECT h.id, h.wallet_id, h.subject, h.opened_at, h.so_far, h.detail FROM hold h
     WHERE h.state = 1 AND h.expires_at <= clock_timestamp() - p_grace LIMIT p_limit
$$;

-- Takes what is left of expired grants, and not held, off the wallets: an entry to breakage each. It was not spendable
-- before either.
CREATE FUNCTION tg_write_off(p_limit int) RETURNS int
LANGUAGE plpgsql SET lock_timeout = '200ms' SET enable_seqscan = off AS $$
DECLARE
    v_wallets bigint[];
    v_wallet  bigint;
    v_written int := 0;
    v_passed  int := 0;
BEGIN
    IF NOT pg_try_advisory_xact_lock(7264002) THEN RETURN 0; END IF;
    SELECT array_agg(x.id ORDER BY x.id) INTO v_wallets
      FROM (SELECT id FROM wallet WHERE next_until < 'infinity' AND next_until <= clock_timestamp() LIMIT p_limit) x;
    FOREACH v_wallet IN ARRAY coalesce(v_wallets, '{}') LOOP
        BEGIN
            v_written := v_written + tg_write_off_wallet(v_wallet);
        EXCEPTION
            WHEN lock_not_available THEN
                v_passed := v_passed + 1;
                EXIT WHEN v_passed = 10;
            WHEN OTHERS THEN
                RAISE WARNING 'wallet % was passed over by the write-off: %', v_wallet, SQLERRM;
        END;
    END LOOP;
    RETURN v_written;
END $$;

CREATE FUNCTION tg_write_off_wallet(p_wallet bigint) RETURNS int LANGUAGE plpgsql AS $$
DECLARE
    w         wallet;
    v_now     timestamptz;
    v_grant   credit_grant;
    v_written int := 0;
BEGIN
    SELECT * INTO STRICT w FROM wallet WHERE id = p_wallet FOR UPDATE;
    v_now := clock_timestamp();
    w.next_until := 'infinity';
    FOR k IN 1 .. cardinality(w.lot_grants) LOOP
        IF w.lot_until[k] > v_now THEN
            w.next_until := least(w.next_until, w.lot_until[k]);
        ELSE
            IF w.lot_free[k] > 0 THEN
                SELECT * INTO STRICT v_grant FROM credit_grant WHERE id = w.lot_grants[k];
                PERFORM tg_post(w.id, 'expire', 'wallet', 'breakage', w.lot_free[k], v_grant.id, v_grant.reference,
                                tg_grant_hash(v_grant), v_now);
                w.lot_free[k] := 0;
                v_written := v_written + 1;
            END IF;
            -- What a running call holds of it may come back; that is looked for until it has ended.
            IF w.lot_held[k] > 0 THEN w.next_until := least(w.next_until, v_now + interval '10 seconds'); END IF;
        END IF;
    END LOOP;
    UPDATE wallet SET lot_free = w.lot_free, next_until = w.next_until WHERE id = w.id;
    RETURN v_written;
END $$;

-- Pays debts with credits that could not be spent when the debt was made: their time has come since.
CREATE FUNCTION tg_collect(p_limit int) RETURNS int LANGUAGE plpgsql SET lock_timeout = '200ms' AS $$
DECLARE
    v_wallet bigint;
    v_paid   int := 0;
BEGIN
    IF NOT pg_try_advisory_xact_lock(7264004) THEN RETURN 0; END IF;
    FOR v_wallet IN
        SELECT w.id FROM wallet w
         WHERE w.debt > 0 AND EXISTS (
               SELECT FROM unnest(w.lot_free, w.lot_from, w.lot_until, w.lot_models) l (free, since, until, models)
                WHERE l.free > 0 AND l.since <= clock_timestamp() AND l.until > clock_timestamp() AND l.models = '')
         ORDER BY w.id LIMIT p_limit
    LOOP
        BEGIN
            PERFORM 1 FROM wallet WHERE id = v_wallet FOR UPDATE SKIP LOCKED;
            CONTINUE WHEN NOT FOUND;
            PERFORM tg_repay(v_wallet, clock_timestamp());
            v_paid := v_paid + 1;
        EXCEPTION WHEN OTHERS THEN
            RAISE WARNING 'the debt of wallet % was passed over: %', v_wallet, SQLERRM;
        END;
    END LOOP;
    RETURN v_paid;
END $$;

-- Says that a node is alive. Rows of dead nodes go when they have been dead for long.
CREATE FUNCTION tg_heartbeat(p_node uuid) RETURNS void LANGUAGE sql AS $$
    INSERT INTO node (id, seen_at) VALUES (p_node, clock_timestamp())
        ON CONFLICT (id) DO UPDATE SET seen_at = excluded.seen_at
$$;

-- Tells how far running calls of a node are, and lets their holds stand for another p_ttl. What a hold may come to cost is
-- never more than what it has set aside; of one that was abandoned while its node could not be heard, nothing changes but
-- that its call is waited for on. This moves no money, so it takes no wallet's lock; holds that are being settled at this
-- moment are passed over, so that it waits for nobody while it has others locked. Answers how many were extended.
CREATE FUNCTION tg_extend(
    p_node uuid, p_ids uuid[], p_stages smallint[], p_watermarks bigint[], p_so_far bigint[], p_details text[],
    p_ttl interval)
RETURNS int LANGUAGE plpgsql SET plan_cache_mode = force_generic_plan SET enable_seqscan = off AS $$
DECLARE
    v_extended int;
BEGIN
    UPDATE hold h
       SET stage = t.stage, watermark = t.watermark,
           so_far = CASE h.state WHEN 0 THEN least(t.so_far, h.amount) ELSE h.so_far END,
           detail = CASE h.state WHEN 0 THEN t.detail ELSE h.detail END, expires_at = clock_timestamp() + p_ttl
      FROM unnest(p_ids, p_stages, p_watermarks, p_so_far, p_details) t (id, stage, watermark, so_far, detail),
           (SELECT id FROM hold WHERE id = ANY (p_ids) AND node = p_node FOR UPDATE SKIP LOCKED) free
     WHERE h.id = free.id AND t.id = free.id;
    GET DIAGNOSTICS v_extended = ROW_COUNT;
    RETURN v_extended;
END $$;
