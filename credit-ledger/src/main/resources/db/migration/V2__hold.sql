-- Places a batch of holds, in the order of the arrays. One call is one commit.
--
-- Lock order, here and in every other function: wallets by id, then holds, then grants. The wallets' locks are all that
-- is needed: nobody touches a hold or a grant without its wallet's lock.
--
-- The rows are read into arrays, decided about one by one, and written back in three statements: what a batch costs
-- hardly depends on its size, and the order of decisions is the order of the requests.
CREATE FUNCTION tg_hold(
    p_ids uuid[], p_wallets bigint[], p_amounts bigint[], p_floors bigint[], p_subjects text[],
    p_node uuid, p_ttl interval)
RETURNS TABLE (ord int, status text, available bigint, on_hold bigint, debt bigint)
LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
    v_now       timestamptz;
    w_ids       bigint[];           -- wallets, by slot
    w_held      bigint[];
    w_debt      bigint[];
    w_frozen    boolean[];
    w_free      bigint[];           -- live and not held, less debt; below zero where the debt is larger
    w_added     bigint[];           -- held by this batch
    w_first     int[];              -- first grant of the slot
    g_ids       bigint[];           -- live grants, in the order of spending, slot by slot
    g_slot      int[];
    g_free      bigint[];
    g_taken     bigint[];
    i_slot      int[];              -- items
    i_known     boolean[];
    i_same      boolean[];
    o_status    text[] := '{}';
    h_item      int[] := '{}';      -- holds to write
    h_parts     text[] := '{}';
    v_slot      int;
    v_need      bigint;
    v_take      bigint;
    v_grant     int;
    v_parts     text;
    n           int := coalesce(array_length(p_ids, 1), 0);
BEGIN
    SELECT array_agg(w.id), array_agg(w.held), array_agg(w.debt), array_agg(w.frozen), array_agg(0::bigint)
      INTO w_ids, w_held, w_debt, w_frozen, w_added
      FROM (SELECT * FROM wallet WHERE id = ANY (p_wallets) ORDER BY id FOR UPDATE) w;
    v_now := clock_timestamp();     -- after the locks: what expired while waiting for them is expired

    SELECT array_agg(s.slot::int ORDER BY t.i),
           array_agg(h.id IS NOT NULL OR u.request_id IS NOT NULL ORDER BY t.i),
           array_agg(coalesce(h.wallet_id = p_wallets[t.i] AND h.amount = p_amounts[t.i] AND h.state = 0, false)
                     ORDER BY t.i)
      INTO i_slot, i_known, i_same
      FROM unnest(p_ids) WITH ORDINALITY t (id, i)
      LEFT JOIN unnest(w_ids) WITH ORDINALITY s (id, slot) ON s.id = p_wallets[t.i]
      LEFT JOIN hold h ON h.id = t.id
      LEFT JOIN usage_record u ON u.request_id = t.id;

    SELECT array_agg(g.id), array_agg(g.slot), array_agg(g.free), array_agg(0::bigint)
      INTO g_ids, g_slot, g_free, g_taken
      FROM (SELECT c.id, s.slot::int AS slot, c.remaining - c.held AS free
              FROM unnest(w_ids) WITH ORDINALITY s (id, slot)
              JOIN credit_grant c ON c.wallet_id = s.id
             WHERE c.open AND c.remaining > c.held AND (c.expires_at IS NULL OR c.expires_at > v_now)
             ORDER BY s.slot, c.priority, c.expires_at NULLS LAST, c.id) g;

    w_first := array_fill(NULL::int, ARRAY[greatest(coalesce(array_length(w_ids, 1), 0), 1)]);
    FOR s IN 1 .. coalesce(array_length(w_ids, 1), 0) LOOP
        w_free[s] := -w_debt[s];
    END LOOP;
    FOR g IN 1 .. coalesce(array_length(g_ids, 1), 0) LOOP
        v_slot := g_slot[g];
        w_free[v_slot] := w_free[v_slot] + g_free[g];
        IF w_first[v_slot] IS NULL THEN w_first[v_slot] := g; END IF;
    END LOOP;

    FOR i IN 1 .. n LOOP
        v_slot := i_slot[i];
        IF v_slot IS NULL THEN o_status[i] := 'NO_ACCOUNT'; CONTINUE; END IF;
        IF i_known[i] THEN o_status[i] := CASE WHEN i_same[i] THEN 'PLACED' ELSE 'ID_TAKEN' END; CONTINUE; END IF;
        IF w_frozen[v_slot] THEN o_status[i] := 'FROZEN'; CONTINUE; END IF;
        IF w_debt[v_slot] > 0 THEN o_status[i] := 'IN_DEBT'; CONTINUE; END IF;
        v_need := p_amounts[i];
        IF v_need IS NULL OR v_need < 0 THEN o_status[i] := 'INSUFFICIENT'; CONTINUE; END IF;
        IF greatest(v_need, p_floors[i]) > w_free[v_slot] THEN
            o_status[i] := CASE WHEN greatest(v_need, p_floors[i])
                                     <= w_free[v_slot] + w_held[v_slot] + w_added[v_slot]
                                THEN 'ON_HOLD' ELSE 'INSUFFICIENT' END;
            CONTINUE;
        END IF;
        w_free[v_slot] := w_free[v_slot] - v_need;
        w_added[v_slot] := w_added[v_slot] + v_need;
        v_parts := '';
        v_grant := w_first[v_slot];
        WHILE v_need > 0 LOOP
            v_take := least(v_need, g_free[v_grant]);
            IF v_take > 0 THEN
                g_free[v_grant] := g_free[v_grant] - v_take;
                g_taken[v_grant] := g_taken[v_grant] + v_take;
                v_parts := v_parts || ',' || g_ids[v_grant] || ',' || v_take;
                v_need := v_need - v_take;
            END IF;
            IF v_need > 0 THEN v_grant := v_grant + 1; END IF;
        END LOOP;
        w_first[v_slot] := v_grant;
        o_status[i] := 'PLACED';
        h_item := h_item || i;
        h_parts := h_parts || ('{' || substr(v_parts, 2) || '}');
    END LOOP;

    IF h_item <> '{}' THEN
        INSERT INTO hold (id, wallet_id, amount, parts, node, subject, opened_at, expires_at)
        SELECT p_ids[h.i], p_wallets[h.i], p_amounts[h.i], h.parts::bigint[], p_node, p_subjects[h.i], v_now, v_now + p_ttl
          FROM unnest(h_item, h_parts) h (i, parts);
        UPDATE credit_grant c SET held = c.held + g.taken
          FROM unnest(g_ids, g_taken) g (id, taken) WHERE c.id = g.id AND g.taken > 0;
        UPDATE wallet w SET held = w.held + a.added
          FROM unnest(w_ids, w_added) a (id, added) WHERE w.id = a.id AND a.added > 0;
    END IF;

    FOR i IN 1 .. n LOOP
        ord := i; status := o_status[i]; v_slot := i_slot[i];
        available := greatest(coalesce(w_free[v_slot], 0), 0);
        on_hold := coalesce(w_held[v_slot] + w_added[v_slot], 0);
        debt := coalesce(w_debt[v_slot], 0);
        RETURN NEXT;
    END LOOP;
END $$;
