-- Sets aside p_amount in all for a call that runs on and costs more than was thought. What is more comes from what is free, in
-- the order of spending: all of it, or nothing. The same again changes nothing.
--
-- Status: RAISED, so much is set aside; ON_HOLD, it would be, were it not for what other calls hold; INSUFFICIENT; BUDGET and
-- RUN_BUDGET, the key or the run may not spend so much; FROZEN; GONE, the hold is settled, or was given back. Lock order and
-- settings as in tg_hold.
CREATE FUNCTION tg_raise(p_id uuid, p_wallet bigint, p_amount bigint, p_model text)
RETURNS TABLE (status text, available bigint, on_hold bigint, debt bigint)
LANGUAGE plpgsql SET plan_cache_mode = force_generic_plan SET enable_seqscan = off AS $$
#variable_conflict use_column
DECLARE
    w        wallet;
    h        hold;
    v_now    timestamptz;
    v_more   bigint;
    v_live   bigint;
    v_take   bigint;
    v_part   int;
    v_status text;
BEGIN
    SELECT * INTO w FROM wallet WHERE id = p_wallet FOR UPDATE;
    v_now := clock_timestamp(); -- after the lock: what expired while waiting for it is expired
    IF w.daily_next <= v_now THEN
        PERFORM tg_daily(p_wallet, v_now);
        SELECT * INTO w FROM wallet WHERE id = p_wallet;
    END IF;
    SELECT * INTO h FROM hold WHERE id = p_id AND wallet_id = p_wallet AND state = 0;
    v_more := greatest(p_amount - h.amount, 0);
    v_live := -w.debt;
    FOR k IN 1 .. coalesce(cardinality(w.lot_free), 0) LOOP
        IF w.lot_from[k] <= v_now AND w.lot_until[k] > v_now AND tg_applies(w.lot_models[k], p_model) THEN
            v_live := v_live + w.lot_free[k];
        END IF;
    END LOOP;
    v_status := CASE
        WHEN h.id IS NULL THEN 'GONE'
        WHEN v_more = 0 THEN 'RAISED'
        WHEN w.frozen THEN 'FROZEN'
        WHEN v_more > v_live THEN CASE WHEN v_more - v_live <= w.held - h.amount THEN 'ON_HOLD' ELSE 'INSUFFICIENT' END
        ELSE coalesce((SELECT CASE WHEN b.run = '' THEN 'BUDGET' ELSE 'RUN_BUDGET' END FROM budget b
                        WHERE b.id = ANY (h.budgets)
                          AND v_more > b.most - b.held - CASE WHEN b.until <= v_now THEN 0 ELSE b.used END
                        ORDER BY b.run LIMIT 1), 'RAISED') END;
    IF v_status = 'RAISED' AND v_more > 0 THEN
        w.held := w.held + v_more;
        h.amount := h.amount + v_more;
        IF h.budgets IS NOT NULL THEN
            PERFORM tg_budget_move(h.budgets, array_fill(v_more, ARRAY[cardinality(h.budgets)]),
                                   array_fill(0::bigint, ARRAY[cardinality(h.budgets)]), v_now);
        END IF;
        FOR k IN 1 .. cardinality(w.lot_free) LOOP
            EXIT WHEN v_more = 0;
            CONTINUE WHEN w.lot_free[k] = 0 OR w.lot_from[k] > v_now OR w.lot_until[k] <= v_now
                          OR NOT tg_applies(w.lot_models[k], p_model);
            v_take := least(v_more, w.lot_free[k]);
            v_more := v_more - v_take;
            w.lot_free[k] := w.lot_free[k] - v_take;
            w.lot_held[k] := w.lot_held[k] + v_take;
            v_part := (SELECT p FROM generate_series(1, cardinality(h.parts), 2) p WHERE h.parts[p] = w.lot_grants[k]);
            IF v_part IS NULL THEN
                h.parts := h.parts || w.lot_grants[k] || v_take;
            ELSE
                h.parts[v_part + 1] := h.parts[v_part + 1] + v_take;
            END IF;
        END LOOP;
        UPDATE hold SET amount = h.amount, parts = h.parts WHERE id = p_id;
        UPDATE wallet SET held = w.held, lot_free = w.lot_free, lot_held = w.lot_held WHERE id = p_wallet;
    END IF;
    RETURN QUERY
    SELECT v_status, coalesce(f.available, 0), coalesce(f.on_hold, 0), coalesce(f.debt, 0)
      FROM (VALUES (1)) one LEFT JOIN tg_funds(p_wallet) f ON true;
END $$;

-- An answer that was ended here, because nobody could pay for more of it, is no failure of its provider.
CREATE OR REPLACE FUNCTION tg_usage_facts(p_detail text)
RETURNS TABLE (usd numeric, cost numeric, timed bigint, millis bigint, failed bigint, tags jsonb)
LANGUAGE sql STABLE AS $$
    SELECT CASE jsonb_typeof(d -> 'usd') WHEN 'number' THEN (d -> 'usd')::numeric END,
           CASE jsonb_typeof(d -> 'costUsd') WHEN 'number' THEN (d -> 'costUsd')::numeric END,
           CASE WHEN calls IS NULL THEN 0::bigint ELSE 1 END,
           (SELECT least(greatest(sum((c -> 'millis')::numeric) FILTER (WHERE jsonb_typeof(c -> 'millis') = 'number'), 0), 1000000000)
              FROM jsonb_array_elements(calls) c)::bigint,
           CASE WHEN calls IS NULL OR calls -> -1 ->> 'outcome' IN ('completed', 'client_left', 'ran_out') THEN 0::bigint ELSE 1 END,
           CASE jsonb_typeof(d -> 'tags') WHEN 'object' THEN d -> 'tags' ELSE '{}' END
      FROM (SELECT d, CASE WHEN jsonb_typeof(d -> 'attempts') = 'array' AND d -> 'attempts' <> '[]' THEN d -> 'attempts' END AS calls
              FROM (SELECT tg_detail(p_detail) AS d OFFSET 0) parsed OFFSET 0) told
    OFFSET 0
$$;
