-- Gives a batch of grants, each once by its reference; one that would give a wallet more than p_most is refused. Debt is
-- paid first. Grants are rare beside holds, so this one goes item by item, under the locks of all its wallets.
CREATE FUNCTION tg_grant(
    p_wallets bigint[], p_priorities smallint[], p_sources text[], p_references text[], p_amounts bigint[],
    p_costs bigint[], p_models text[], p_reasons text[], p_effective timestamptz[], p_expiries timestamptz[], p_most bigint)
RETURNS TABLE (ord int, status text, available bigint, on_hold bigint, debt bigint)
LANGUAGE plpgsql SET plan_cache_mode = force_generic_plan SET enable_seqscan = off AS $$
#variable_conflict use_column
DECLARE
    v_now   timestamptz;
    w       wallet;
    v_grant credit_grant;
BEGIN
    PERFORM 1 FROM wallet WHERE id = ANY (p_wallets) ORDER BY id FOR UPDATE;
    v_now := clock_timestamp();
    FOR i IN 1 .. coalesce(cardinality(p_wallets), 0) LOOP
        ord := i; available := 0; on_hold := 0; debt := 0;
        SELECT * INTO w FROM wallet WHERE id = p_wallets[i];
        IF NOT FOUND THEN status := 'NO_ACCOUNT'; RETURN NEXT; CONTINUE; END IF;
        SELECT * INTO v_grant FROM credit_grant g WHERE g.reference = p_references[i];
        IF FOUND THEN
            -- A grant that asked to be effective at a time gone by was given as effective at once.
            status := CASE WHEN (v_grant.wallet_id, v_grant.priority, v_grant.source, v_grant.granted, v_grant.cost,
                                 v_grant.models, v_grant.reason, v_grant.effective_at, v_grant.expires_at)
                             = (p_wallets[i], p_priorities[i], p_sources[i], p_amounts[i], p_costs[i], p_models[i],
                                p_reasons[i], greatest(p_effective[i], v_grant.created_at), p_expiries[i])
                           THEN 'ALREADY_GRANTED' ELSE 'REFERENCE_TAKEN' END;
        ELSIF p_amounts[i] > p_most - w.posted THEN
            status := 'TOO_MUCH';
        ELSE
            INSERT INTO credit_grant (wallet_id, priority, source, reference, reason, granted, cost, models, created_at,
                                      effective_at, expires_at)
            VALUES (w.id, p_priorities[i], p_sources[i], p_references[i], p_reasons[i], p_amounts[i], p_costs[i],
                    p_models[i], v_now, greatest(p_effective[i], v_now), p_expiries[i])
            ON CONFLICT (reference) DO NOTHING RETURNING * INTO v_grant;
            status := CASE WHEN FOUND THEN 'GRANTED' ELSE 'REFERENCE_TAKEN' END; -- by another wallet, a moment ago
        END IF;
        IF status = 'GRANTED' THEN
            PERFORM tg_post(w.id, 'grant', 'issued:' || v_grant.source, 'wallet', v_grant.granted, v_grant.id,
                            v_grant.reference, tg_grant_hash(v_grant), v_now);
            PERFORM tg_add_lot(v_grant);
            PERFORM tg_repay(w.id, v_now);
        END IF;
        SELECT f.available, f.on_hold, f.debt INTO available, on_hold, debt FROM tg_funds(p_wallets[i]) f;
        RETURN NEXT;
    END LOOP;
END $$;

-- Puts a lot among the others of its wallet, in the order of spending, and takes empty ones away.
CREATE FUNCTION tg_add_lot(p_grant credit_grant) RETURNS void LANGUAGE sql AS $$
    UPDATE wallet w
       SET (lot_grants, lot_free, lot_held, lot_from, lot_until, lot_models, next_until) = (
           SELECT array_agg(l.id ORDER BY l.nth), array_agg(l.free ORDER BY l.nth), array_agg(l.held ORDER BY l.nth),
                  array_agg(l.since ORDER BY l.nth), array_agg(l.until ORDER BY l.nth), array_agg(l.models ORDER BY l.nth),
                  min(l.until)
             FROM (SELECT x.*, row_number() OVER (ORDER BY g.priority, g.expires_at, g.id) AS nth
                     FROM (SELECT p_grant.id, p_grant.granted AS free, 0 AS held, p_grant.effective_at AS since,
                                  p_grant.expires_at AS until, p_grant.models
                            UNION ALL
                           SELECT * FROM unnest(w.lot_grants, w.lot_free, w.lot_held, w.lot_from, w.lot_until, w.lot_models)) x
                     JOIN credit_grant g ON g.id = x.id
                    WHERE x.free > 0 OR x.held > 0) l)
     WHERE w.id = p_grant.wallet_id
$$;

-- Pays a wallet's debt from what it has free and live for everything, for whoever has the wallet's lock. Lots for certain
-- models do not pay debts.
CREATE FUNCTION tg_repay(p_wallet bigint, p_at timestamptz) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    w      wallet;
    v_take bigint;
BEGIN
    SELECT * INTO w FROM wallet WHERE id = p_wallet AND debt > 0;
    IF NOT FOUND THEN RETURN; END IF;
    FOR k IN 1 .. cardinality(w.lot_grants) LOOP
        EXIT WHEN w.debt = 0;
        CONTINUE WHEN w.lot_free[k] = 0 OR w.lot_from[k] > p_at OR w.lot_until[k] <= p_at OR w.lot_models[k] <> '';
        v_take := least(w.debt, w.lot_free[k]);
        w.debt := w.debt - v_take;
        w.lot_free[k] := w.lot_free[k] - v_take;
        PERFORM tg_post(p_wallet, 'repay', 'wallet', 'debt', v_take, g.id, g.reference, tg_grant_hash(g), p_at)
           FROM credit_grant g WHERE g.id = w.lot_grants[k];
    END LOOP;
    UPDATE wallet SET lot_free = w.lot_free WHERE id = p_wallet;
END $$;
