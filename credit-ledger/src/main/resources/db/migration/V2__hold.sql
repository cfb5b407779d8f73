-- Places a batch of holds, decided about in the order of the arrays. One call is one commit.
--
-- Lock order, here and in every other function: wallets by id, then holds, then grants. The wallets' locks are all that
-- is needed: nobody touches a hold or a grant without its wallet's lock. A locked wallet does not move, so it is written by
-- its place (ctid), which saves looking it up twice.
--
-- The rows are read into arrays, decided about one by one, and written back in three statements: the order of decisions
-- is the order of the requests, nothing is sold twice, and one request's answer does not depend on another's fault.
--
-- Plans are generic (made once in a session), because planning costs more than the work; without sequential scans they
-- stay right when the tables have grown since.
CREATE FUNCTION tg_hold(
    p_ids uuid[], p_wallets bigint[], p_amounts bigint[], p_floors bigint[], p_subjects text[],
    p_node uuid, p_ttl interval)
RETURNS TABLE (ord int, status text, available bigint, on_hold bigint, debt bigint)
LANGUAGE plpgsql SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_bitmapscan = off AS $$
#variable_conflict use_column
DECLARE
    n           int := coalesce(cardinality(p_ids), 0);
    v_now       timestamptz;
    w_places    tid[];              -- wallets, by slot
    w_ids       bigint[];
    w_held      bigint[];
    w_debt      bigint[];
    w_frozen    boolean[];
    w_free      bigint[];           -- live and not held, less debt; below zero where the debt is larger
    w_added     bigint[];           -- held by this batch
    w_first     int[];              -- the slot's first grant that may have something left
    g_ids       bigint[];           -- live grants, in the order of spending, wallet by wallet
    g_wallets   bigint[];
    g_free      bigint[];
    g_taken     bigint[];
    k_ids       uuid[];             -- ids that are known already
    v_repeats   boolean;            -- an id is in the batch twice
    o_slot      int[];              -- answers
    o_status    text[];
    h_item      int[] := '{}';      -- holds to write
    h_parts     text[] := '{}';
    v_slot      int;
    v_need      bigint;
    v_take      bigint;
    v_grant     int;
    v_parts     text;
    v_rows      bigint;
BEGIN
    SELECT array_agg(w.ctid), array_agg(w.id), array_agg(w.held), array_agg(w.debt), array_agg(w.frozen),
           array_agg(-w.debt)
      INTO w_places, w_ids, w_held, w_debt, w_frozen, w_free
      FROM (SELECT ctid, * FROM wallet WHERE id = ANY (p_wallets) ORDER BY id FOR UPDATE) w;
    v_now := clock_timestamp();     -- after the locks: what expired while waiting for them is expired

    w_added := array_fill(0::bigint, ARRAY[coalesce(cardinality(w_ids), 0)]);
    w_first := array_fill(0, ARRAY[coalesce(cardinality(w_ids), 0)]);

    SELECT array_agg(g.id), array_agg(g.wallet_id), array_agg(g.free)
      INTO g_ids, g_wallets, g_free
      FROM (SELECT id, wallet_id, remaining - held AS free FROM credit_grant
             WHERE wallet_id = ANY (w_ids) AND open AND remaining > held AND (expires_at IS NULL OR expires_at > v_now)
             ORDER BY wallet_id, priority, expires_at NULLS LAST, id) g;
    g_taken := array_fill(0::bigint, ARRAY[coalesce(cardinality(g_ids), 0)]);
    SELECT (SELECT array_agg(h.id) FROM hold h WHERE h.id = ANY (p_ids))
               || (SELECT array_agg(u.request_id) FROM usage_record u WHERE u.request_id = ANY (p_ids)),
           (SELECT count(DISTINCT t.id) < n FROM unnest(p_ids) t (id))
      INTO k_ids, v_repeats;

    v_slot := 0;
    FOR g IN 1 .. coalesce(cardinality(g_ids), 0) LOOP
        WHILE v_slot = 0 OR w_ids[v_slot] < g_wallets[g] LOOP v_slot := v_slot + 1; END LOOP;
        IF w_first[v_slot] = 0 THEN w_first[v_slot] := g; END IF;
        w_free[v_slot] := w_free[v_slot] + g_free[g];
    END LOOP;

    o_slot := array_fill(NULL::int, ARRAY[n]);
    o_status := array_fill(NULL::text, ARRAY[n]);
    FOR i IN 1 .. n LOOP
        v_slot := array_position(w_ids, p_wallets[i]);
        o_slot[i] := v_slot;
        v_need := p_amounts[i];
        IF v_slot IS NULL THEN o_status[i] := 'NO_ACCOUNT'; CONTINUE; END IF;
        IF k_ids IS NOT NULL OR v_repeats THEN
            o_status[i] := tg_known_hold(i, p_ids, p_wallets, p_amounts, o_status);
            CONTINUE WHEN o_status[i] IS NOT NULL;
        END IF;
        IF w_frozen[v_slot] THEN o_status[i] := 'FROZEN'; CONTINUE; END IF;
        IF w_debt[v_slot] > 0 THEN o_status[i] := 'IN_DEBT'; CONTINUE; END IF;
        IF v_need IS NULL OR v_need < 0 OR greatest(v_need, p_floors[i]) > w_free[v_slot] THEN
            o_status[i] := CASE WHEN greatest(v_need, p_floors[i]) - w_free[v_slot] <= w_held[v_slot] + w_added[v_slot]
                                     AND v_need >= 0
                                THEN 'ON_HOLD' ELSE 'INSUFFICIENT' END;
            CONTINUE;
        END IF;
        w_free[v_slot] := w_free[v_slot] - v_need;
        w_added[v_slot] := w_added[v_slot] + v_need;
        v_grant := w_first[v_slot];
        v_parts := '';
        WHILE v_need > 0 LOOP
            v_take := least(v_need, g_free[v_grant]);
            IF v_take > 0 THEN
                g_free[v_grant] := g_free[v_grant] - v_take;
                g_taken[v_grant] := g_taken[v_grant] + v_take;
                v_parts := v_parts || ',' || g_ids[v_grant] || ',' || v_take;
                v_need := v_need - v_take;
            END IF;
            IF v_need > 0 THEN v_grant := v_grant + 1; w_first[v_slot] := v_grant; END IF;
        END LOOP;
        o_status[i] := 'PLACED';
        h_item := h_item || i;
        h_parts := h_parts || ('{' || substr(v_parts, 2) || '}');
    END LOOP;

    IF h_item <> '{}' THEN
        INSERT INTO hold (id, wallet_id, amount, parts, node, subject, opened_at, expires_at)
        SELECT p_ids[h.i], p_wallets[h.i], p_amounts[h.i], h.parts::bigint[], p_node, p_subjects[h.i], v_now, v_now + p_ttl
          FROM unnest(h_item, h_parts) h (i, parts);
        UPDATE credit_grant c SET held = c.held + t.taken
          FROM unnest(g_ids, g_taken) t (id, taken) WHERE c.id = t.id AND t.taken > 0;
        UPDATE wallet w SET held = w.held + t.added
          FROM unnest(w_places, w_added) t (place, added) WHERE w.ctid = t.place;
        GET DIAGNOSTICS v_rows = ROW_COUNT;
        IF v_rows <> cardinality(w_ids) THEN
            RAISE EXCEPTION 'a locked wallet has moved: % of % written', v_rows, cardinality(w_ids) USING ERRCODE = 'TG002';
        END IF;
    END IF;

    RETURN QUERY
    SELECT t.i::int, t.status, greatest(coalesce(w_free[t.slot], 0), 0), coalesce(w_held[t.slot] + w_added[t.slot], 0),
           coalesce(w_debt[t.slot], 0)
      FROM unnest(o_slot, o_status) WITH ORDINALITY t (slot, status, i);
END $$;

-- What a hold's id stands for already, if for anything: the same hold, open still (PLACED), or something else (ID_TAKEN).
-- An id that the batch holds twice gets the first one's answer. Only asked in a batch that has such an id.
CREATE FUNCTION tg_known_hold(p_item int, p_ids uuid[], p_wallets bigint[], p_amounts bigint[], p_status text[])
RETURNS text LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_first int := array_position(p_ids, p_ids[p_item]);
    v_hold  hold;
BEGIN
    SELECT * INTO v_hold FROM hold WHERE id = p_ids[p_item];
    IF FOUND THEN
        RETURN CASE WHEN v_hold.state = 0 AND v_hold.wallet_id = p_wallets[p_item] AND v_hold.amount = p_amounts[p_item]
                    THEN 'PLACED' ELSE 'ID_TAKEN' END;
    ELSIF EXISTS (SELECT 1 FROM usage_record WHERE request_id = p_ids[p_item]) THEN
        RETURN 'ID_TAKEN';
    ELSIF v_first < p_item THEN
        RETURN CASE WHEN p_wallets[v_first] = p_wallets[p_item] AND p_amounts[v_first] = p_amounts[p_item]
                    THEN p_status[v_first] ELSE 'ID_TAKEN' END;
    END IF;
    RETURN NULL;
END $$;
