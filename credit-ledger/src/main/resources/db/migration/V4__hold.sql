-- Places a batch of holds, decided about in the order of the arrays. One call is one commit.
--
-- Lock order, here and in every other function: wallets by id, then holds. The wallets' locks are all that is needed:
-- nobody touches a hold without its wallet's lock. A locked wallet does not move, so it is written by its place (ctid),
-- which saves looking it up twice.
--
-- The wallets are read with their requests, decided about one by one, and written back in two statements: nothing is sold
-- twice, and one request's answer does not depend on another's fault. An id that is known already is answered when it
-- comes alone; among others it fails the batch (TG004), which is then made again one by one.
--
-- p_keys, p_runs: which key pays (0: none), and for which run (empty: none); p_run_budgets: what the run may cost, set by its first
-- call. They are looked at only where there are budgets.
--
-- Plans are generic (made once in a session), because planning costs more than the work; without sequential scans they
-- stay right when the tables have grown since.
CREATE FUNCTION tg_hold(
    p_ids uuid[], p_wallets bigint[], p_amounts bigint[], p_floors bigint[], p_models text[], p_subjects text[],
    p_node uuid, p_ttl interval, p_keys bigint[] DEFAULT NULL, p_runs text[] DEFAULT NULL, p_run_budgets bigint[] DEFAULT NULL)
RETURNS TABLE (ord int, status text, available bigint, on_hold bigint, debt bigint, budget text)
LANGUAGE plpgsql SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_bitmapscan = off AS $$
#variable_conflict use_column
DECLARE
    n           int := coalesce(cardinality(p_ids), 0);
    v_now       timestamptz;
    v_known     text;               -- what the id of a request that came alone stands for already
    v_anew      boolean;
    item        record;             -- a request with its wallet
    v_free      bigint[];           -- the wallet's lots
    v_held      bigint[];
    v_from      timestamptz[];      -- in variables, where PostgreSQL finds their elements at once
    v_until     timestamptz[];
    v_models    text[];
    v_model     text;
    v_added     bigint;             -- held by this batch
    v_live      bigint;             -- what this request may use; below zero where the debt is larger
    v_need      bigint;
    v_take      bigint;
    v_parts     text;
    v_budgets   bigint[];           -- those that this request comes from; NULL where there are none
    v_refusal   text;               -- the one that does not allow it
    v_rows      bigint;
    w_places    tid[] := '{}';      -- wallets to write
    w_held      bigint[] := '{}';
    w_lot_free  text[] := '{}';
    w_lot_held  text[] := '{}';
    h_item      int[] := '{}';      -- holds to write
    h_parts     text[] := '{}';
    h_budgets   text[] := '{}';
    b_ids       bigint[] := '{}';   -- budgets to write
    b_amounts   bigint[] := '{}';
    b_wallets   bigint[] := '{}';   -- wallets that have their first budget now
    o_status    text[] := array_fill('NO_ACCOUNT'::text, ARRAY[n]);
    o_available bigint[] := array_fill(0::bigint, ARRAY[n]);
    o_held      bigint[] := array_fill(0::bigint, ARRAY[n]);
    o_debt      bigint[] := array_fill(0::bigint, ARRAY[n]);
    o_budget    text[];
BEGIN
    LOOP
        v_anew := false;
        w_places := '{}'; w_held := '{}'; w_lot_free := '{}'; w_lot_held := '{}'; h_item := '{}'; h_parts := '{}';
        h_budgets := '{}'; b_ids := '{}'; b_amounts := '{}'; b_wallets := '{}'; o_budget := array_fill(NULL::text, ARRAY[n]);
        FOR item IN
            WITH w AS MATERIALIZED (SELECT ctid AS place, * FROM wallet WHERE id = ANY (p_wallets) ORDER BY id FOR UPDATE)
            SELECT t.i::int AS i, w.*, row_number() OVER same = 1 AS first, lead(t.i) OVER same IS NULL AS last
              FROM unnest(p_wallets) WITH ORDINALITY t (wallet, i) JOIN w ON w.id = t.wallet
            WINDOW same AS (PARTITION BY w.id ORDER BY t.i)
             ORDER BY w.id, t.i
        LOOP
            v_now := coalesce(v_now, clock_timestamp()); -- after the locks: what expired while waiting for them is expired
            IF item.first AND item.daily_next <= v_now THEN -- rare: the first use of a day; all is decided anew after it
                PERFORM tg_daily(item.id, v_now);
                v_anew := true;
            END IF;
            CONTINUE WHEN v_anew;
            IF n = 1 THEN v_known := tg_known_hold(p_ids[1], p_wallets[1], p_amounts[1]); END IF;
            IF item.first THEN
                v_free := item.lot_free; v_held := item.lot_held; v_from := item.lot_from; v_until := item.lot_until;
                v_models := item.lot_models; v_added := 0;
            END IF;
            v_model := coalesce(p_models[item.i], '');
            v_need := p_amounts[item.i];
            v_live := -item.debt;
            FOR k IN 1 .. cardinality(v_free) LOOP
                IF v_from[k] <= v_now AND v_until[k] > v_now AND tg_applies(v_models[k], v_model) THEN
                    v_live := v_live + v_free[k];
                END IF;
            END LOOP;
            IF v_known IS NOT NULL THEN
                o_status[item.i] := v_known;
            ELSIF item.frozen THEN
                o_status[item.i] := 'FROZEN';
            ELSIF item.debt > 0 THEN
                o_status[item.i] := 'IN_DEBT';
            ELSIF v_need IS NULL OR v_need < 0 THEN
                o_status[item.i] := 'INSUFFICIENT';
            ELSIF greatest(v_need, p_floors[item.i]) > v_live THEN
                o_status[item.i] := CASE WHEN greatest(v_need, p_floors[item.i]) - v_live <= item.held + v_added
                                         THEN 'ON_HOLD' ELSE 'INSUFFICIENT' END;
            ELSE
                o_status[item.i] := 'PLACED';
                v_budgets := NULL;
                IF item.budgeted OR p_runs[item.i] <> '' THEN
                    SELECT nullif(b.ids, '{}'), b.refusal INTO v_budgets, v_refusal
                      FROM tg_budget_check(item.id, coalesce(p_keys[item.i], 0), coalesce(p_runs[item.i], ''),
                                           p_run_budgets[item.i], v_need, v_now, b_ids, b_amounts) b;
                    IF v_refusal IS NOT NULL THEN o_status[item.i] := 'BUDGET'; o_budget[item.i] := v_refusal; END IF;
                END IF;
            END IF;
            IF o_status[item.i] = 'PLACED' AND v_known IS NULL THEN
                v_live := v_live - v_need;
                v_added := v_added + v_need;
                v_parts := '';
                FOR k IN 1 .. cardinality(v_free) LOOP
                    EXIT WHEN v_need = 0;
                    CONTINUE WHEN v_free[k] = 0 OR v_from[k] > v_now OR v_until[k] <= v_now
                                  OR NOT tg_applies(v_models[k], v_model);
                    v_take := least(v_need, v_free[k]);
                    v_free[k] := v_free[k] - v_take;
                    v_held[k] := v_held[k] + v_take;
                    v_need := v_need - v_take;
                    v_parts := v_parts || ',' || item.lot_grants[k] || ',' || v_take;
                END LOOP;
                h_item := h_item || item.i; h_parts := h_parts || ('{' || substr(v_parts, 2) || '}');
                h_budgets := h_budgets || v_budgets::text;
                IF v_budgets IS NOT NULL THEN
                    b_ids := b_ids || v_budgets;
                    b_amounts := b_amounts || array_fill(p_amounts[item.i], ARRAY[cardinality(v_budgets)]);
                    IF NOT item.budgeted THEN b_wallets := b_wallets || item.id; END IF;
                END IF;
            END IF;
            o_available[item.i] := greatest(v_live, 0); o_held[item.i] := item.held + v_added; o_debt[item.i] := item.debt;
            IF item.last AND v_added > 0 THEN
                w_places := w_places || item.place; w_held := w_held || item.held + v_added;
                w_lot_free := w_lot_free || v_free::text; w_lot_held := w_lot_held || v_held::text;
            END IF;
        END LOOP;
        EXIT WHEN NOT v_anew;
    END LOOP;

    IF n > 1 AND (
        EXISTS (SELECT FROM unnest(p_ids, p_wallets) t (id, wallet),
                       LATERAL (SELECT FROM usage_record u WHERE u.wallet_id = t.wallet AND u.request_id = t.id LIMIT 1) u)
        OR cardinality(h_item) < n AND EXISTS (SELECT FROM hold WHERE id = ANY (p_ids))) THEN
        RAISE EXCEPTION 'an id of this batch is known already' USING ERRCODE = 'TG004';
    END IF;
    IF h_item <> '{}' THEN
        INSERT INTO hold (id, wallet_id, amount, parts, budgets, node, subject, opened_at, expires_at)
        SELECT p_ids[h.i], p_wallets[h.i], p_amounts[h.i], h.parts::bigint[], h.budgets::bigint[], p_node, p_subjects[h.i], v_now,
               v_now + p_ttl
          FROM unnest(h_item, h_parts, h_budgets) h (i, parts, budgets)
            ON CONFLICT (id) DO NOTHING;
        GET DIAGNOSTICS v_rows = ROW_COUNT;
        IF v_rows <> cardinality(h_item) THEN
            RAISE EXCEPTION 'an id of this batch is known already' USING ERRCODE = 'TG004';
        END IF;
        UPDATE wallet w SET held = t.held, lot_free = t.lot_free::bigint[], lot_held = t.lot_held::bigint[]
          FROM unnest(w_places, w_held, w_lot_free, w_lot_held) t (place, held, lot_free, lot_held)
         WHERE w.ctid = t.place;
        GET DIAGNOSTICS v_rows = ROW_COUNT;
        IF v_rows <> cardinality(w_places) THEN
            RAISE EXCEPTION 'a locked wallet has moved: % of % written', v_rows, cardinality(w_places)
                USING ERRCODE = 'TG002';
        END IF;
        IF b_ids <> '{}' THEN
            PERFORM tg_budget_move(b_ids, b_amounts, array_fill(0::bigint, ARRAY[cardinality(b_ids)]), v_now);
            UPDATE wallet SET budgeted = true WHERE id = ANY (b_wallets) AND NOT budgeted;
        END IF;
    END IF;

    RETURN QUERY
    SELECT t.i::int, t.status, t.available, t.held, t.debt, t.budget
      FROM unnest(o_status, o_available, o_held, o_debt, o_budget) WITH ORDINALITY t (status, available, held, debt, budget, i);
END $$;

-- What a hold's id stands for already, if for anything: the same hold, open still (PLACED), or something else (ID_TAKEN).
CREATE FUNCTION tg_known_hold(p_id uuid, p_wallet bigint, p_amount bigint) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT CASE WHEN h.wallet_id = p_wallet AND h.amount = p_amount AND h.state = 0 THEN 'PLACED' ELSE 'ID_TAKEN' END
      FROM hold h WHERE h.id = p_id
     UNION ALL
    SELECT 'ID_TAKEN' FROM usage_record u WHERE u.wallet_id = p_wallet AND u.request_id = p_id
     LIMIT 1
$$;
