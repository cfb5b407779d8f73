-- Gives a batch of grants, each once by its reference; one that would give a wallet more than p_most is refused. Debt is paid first, though only from a grant that pays
-- for everything and is live when it is given. Grants are rare beside holds, so this one goes item by item, under the
-- locks of all its wallets.
CREATE FUNCTION tg_grant(
    p_wallets bigint[], p_priorities smallint[], p_sources text[], p_references text[], p_amounts bigint[],
    p_costs bigint[], p_models text[], p_reasons text[], p_effective timestamptz[], p_expiries timestamptz[], p_most bigint)
RETURNS TABLE (ord int, status text, available bigint, on_hold bigint, debt bigint)
LANGUAGE plpgsql SET plan_cache_mode = force_generic_plan SET enable_seqscan = off AS $$
#variable_conflict use_column
DECLARE
    v_now    timestamptz;
    w        wallet;
    v_grant  credit_grant;
    v_repaid bigint;
BEGIN
    PERFORM 1 FROM wallet WHERE id = ANY (p_wallets) ORDER BY id FOR UPDATE;
    v_now := clock_timestamp();
    FOR i IN 1 .. coalesce(cardinality(p_wallets), 0) LOOP
        ord := i; available := 0; on_hold := 0; debt := 0;
        SELECT * INTO w FROM wallet WHERE id = p_wallets[i];
        IF NOT FOUND THEN status := 'NO_ACCOUNT'; RETURN NEXT; CONTINUE; END IF;
        SELECT * INTO v_grant FROM credit_grant g WHERE g.reference = p_references[i];
        IF FOUND THEN
            status := CASE WHEN (v_grant.wallet_id, v_grant.source, v_grant.granted, v_grant.cost, v_grant.models,
                                 v_grant.reason, v_grant.expires_at)
                             = (p_wallets[i], p_sources[i], p_amounts[i], p_costs[i], p_models[i], p_reasons[i], p_expiries[i])
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
            v_repaid := CASE WHEN v_grant.effective_at <= v_now AND v_grant.expires_at > v_now AND v_grant.models = ''
                             THEN least(w.debt, v_grant.granted) ELSE 0 END;
            IF v_repaid > 0 THEN
                PERFORM tg_post(w.id, 'repay', 'wallet', 'debt', v_repaid, v_grant.id, v_grant.reference,
                                tg_grant_hash(v_grant), v_now);
            END IF;
            PERFORM tg_add_lot(v_grant, v_grant.granted - v_repaid);
        END IF;
        SELECT f.available, f.on_hold, f.debt INTO available, on_hold, debt FROM tg_funds(p_wallets[i]) f;
        RETURN NEXT;
    END LOOP;
END $$;

-- Puts a lot among the others of its wallet, in the order of spending, and takes empty ones away.
CREATE FUNCTION tg_add_lot(p_grant credit_grant, p_free bigint) RETURNS void LANGUAGE sql AS $$
    UPDATE wallet w
       SET (lot_grants, lot_free, lot_held, lot_from, lot_until, lot_models, next_until) = (
           SELECT coalesce(array_agg(l.id ORDER BY l.nth), '{}'), coalesce(array_agg(l.free ORDER BY l.nth), '{}'),
                  coalesce(array_agg(l.held ORDER BY l.nth), '{}'), coalesce(array_agg(l.since ORDER BY l.nth), '{}'),
                  coalesce(array_agg(l.until ORDER BY l.nth), '{}'), coalesce(array_agg(l.models ORDER BY l.nth), '{}'),
                  coalesce(min(l.until), 'infinity')
             FROM (SELECT x.*, row_number() OVER (ORDER BY g.priority, g.expires_at, g.id) AS nth
                     FROM (SELECT p_grant.id, p_free AS free, 0 AS held, p_grant.effective_at AS since,
                                  p_grant.expires_at AS until, p_grant.models
                            UNION ALL
                           SELECT * FROM unnest(w.lot_grants, w.lot_free, w.lot_held, w.lot_from, w.lot_until, w.lot_models)) x
                     JOIN credit_grant g ON g.id = x.id
                    WHERE x.free > 0 OR x.held > 0) l)
     WHERE w.id = p_grant.wallet_id
$$;
