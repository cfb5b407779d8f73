-- What was answered to a spend, by its account's idempotency key. body = the hash of what was asked.
CREATE TABLE spend_answer (
    wallet_id  bigint      NOT NULL,
    key        text        NOT NULL,
    body       bytea       NOT NULL,
    request_id uuid        NOT NULL,
    debited    bigint      NOT NULL,
    available  bigint      NOT NULL,
    on_hold    bigint      NOT NULL,
    at         timestamptz NOT NULL,
    PRIMARY KEY (wallet_id, key)
);
CREATE TRIGGER spend_answer_append_only BEFORE UPDATE ON spend_answer
    FOR EACH ROW EXECUTE FUNCTION tg_append_only();

-- Debits a batch of amounts at once, without holds before: credits that an app spends for its user. All or nothing for
-- each: what the wallet cannot pay is refused, never made debt. Refusals are not remembered, so that the same request
-- may pass when there are credits. A dry one is only told whether it could be paid. Item by item, under the locks of all
-- wallets.
CREATE FUNCTION tg_spend(
    p_ids uuid[], p_wallets bigint[], p_keys text[], p_bodies bytea[], p_amounts bigint[], p_services text[],
    p_versions text[], p_details text[], p_dry boolean[], p_api_keys bigint[], p_runs text[], p_run_budgets bigint[])
RETURNS TABLE (ord int, status text, id uuid, debited bigint, available bigint, on_hold bigint, debt bigint, budget text)
LANGUAGE plpgsql SET plan_cache_mode = force_generic_plan SET enable_seqscan = off AS $$
#variable_conflict use_column
DECLARE
    v_now    timestamptz;
    w        wallet;
    v_live   bigint;
    v_before spend_answer;
    v_budgets bigint[];
BEGIN
    PERFORM 1 FROM wallet WHERE id = ANY (p_wallets) ORDER BY id FOR UPDATE;
    v_now := clock_timestamp();
    FOR i IN 1 .. coalesce(cardinality(p_wallets), 0) LOOP
        ord := i; id := p_ids[i]; debited := 0; available := 0; on_hold := 0; debt := 0; budget := NULL;
        SELECT * INTO w FROM wallet WHERE wallet.id = p_wallets[i];
        IF NOT FOUND THEN status := 'NO_ACCOUNT'; RETURN NEXT; CONTINUE; END IF;
        SELECT * INTO v_before FROM spend_answer s WHERE s.wallet_id = p_wallets[i] AND s.key = p_keys[i] AND NOT p_dry[i];
        IF FOUND THEN
            status := CASE WHEN v_before.body = p_bodies[i] THEN 'ALREADY_SPENT' ELSE 'KEY_TAKEN' END;
            id := v_before.request_id; debited := v_before.debited; available := v_before.available;
            on_hold := v_before.on_hold;
            RETURN NEXT; CONTINUE;
        END IF;
        IF w.daily_next <= v_now THEN
            PERFORM tg_daily(w.id, v_now);
            SELECT * INTO w FROM wallet WHERE wallet.id = p_wallets[i];
        END IF;
        SELECT coalesce(sum(l.free), 0) - w.debt INTO v_live
          FROM unnest(w.lot_free, w.lot_from, w.lot_until, w.lot_models) l (free, since, until, models)
         WHERE l.since <= v_now AND l.until > v_now AND tg_applies(l.models, p_services[i]);
        status := CASE WHEN w.frozen THEN 'FROZEN'
                       WHEN w.debt > 0 THEN 'IN_DEBT'
                       WHEN p_amounts[i] > v_live THEN
                           CASE WHEN p_amounts[i] - v_live <= w.held THEN 'ON_HOLD' ELSE 'INSUFFICIENT' END
                       WHEN p_dry[i] THEN 'AFFORDABLE'
                       ELSE 'SPENT' END;
        v_budgets := NULL;
        IF status = 'SPENT' AND (w.budgeted OR p_runs[i] <> '') OR status = 'AFFORDABLE' AND w.budgeted THEN
            -- A dry one begins no run, and changes none.
            SELECT nullif(c.ids, '{}'), c.refusal INTO v_budgets, budget
              FROM tg_budget_check(w.id, p_api_keys[i], CASE WHEN NOT p_dry[i] OR tg_is_known_run(w.id, p_api_keys[i], p_runs[i]) THEN p_runs[i]
                                   ELSE '' END, CASE WHEN NOT p_dry[i] THEN p_run_budgets[i] END, p_amounts[i], v_now, '{}', '{}') c;
            IF budget IS NOT NULL THEN status := 'BUDGET'; END IF;
        END IF;
        IF status = 'SPENT' THEN
            debited := p_amounts[i];
            PERFORM tg_take(w.id, debited, p_services[i], 'spend', 'revenue', p_ids[i]::text,
                            tg_usage_hash(p_ids[i], tg_micros(v_now), 'captured', 'direct', 'spend', p_services[i], '', 'none',
                                          'reported', p_versions[i], 0, debited, 0, 0, p_details[i], p_api_keys[i], p_runs[i]),
                            v_now);
            UPDATE wallet SET spent = spent + debited WHERE wallet.id = w.id;
            INSERT INTO usage_record (request_id, wallet_id, at, settled_at, state, provider, operation, model, answered_model,
                                      key_mode, basis, price_version, hold, charged, input_tokens, output_tokens, detail,
                                      key_id, run)
            VALUES (p_ids[i], w.id, v_now, v_now, 'captured', 'direct', 'spend', p_services[i], '', 'none', 'reported',
                    p_versions[i], 0, debited, 0, 0, p_details[i], p_api_keys[i], p_runs[i]);
            IF v_budgets IS NOT NULL THEN
                PERFORM tg_budget_move(v_budgets, array_fill(0::bigint, ARRAY[cardinality(v_budgets)]),
                                       array_fill(debited, ARRAY[cardinality(v_budgets)]), v_now);
                UPDATE wallet SET budgeted = true WHERE wallet.id = w.id AND NOT budgeted;
            END IF;
        END IF;
        SELECT f.available, f.on_hold, f.debt INTO available, on_hold, debt FROM tg_funds(w.id) f;
        IF status = 'SPENT' THEN
            INSERT INTO spend_answer VALUES (w.id, p_keys[i], p_bodies[i], p_ids[i], debited, available, on_hold, v_now);
        END IF;
        RETURN NEXT;
    END LOOP;
END $$;

-- Takes an amount from the live and free lots that may pay for a model (or service; NULL: from any), in the order of
-- spending, for whoever has the wallet's lock; answers how much there was.
CREATE FUNCTION tg_take(
    p_wallet bigint, p_amount bigint, p_model text, p_kind text, p_to text, p_reference text, p_document bytea,
    p_at timestamptz)
RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    w      wallet;
    v_need bigint := p_amount;
    v_take bigint;
BEGIN
    SELECT * INTO STRICT w FROM wallet WHERE id = p_wallet;
    FOR k IN 1 .. cardinality(w.lot_grants) LOOP
        EXIT WHEN v_need = 0;
        CONTINUE WHEN w.lot_free[k] = 0 OR w.lot_from[k] > p_at OR w.lot_until[k] <= p_at
                      OR p_model IS NOT NULL AND NOT tg_applies(w.lot_models[k], p_model);
        v_take := least(v_need, w.lot_free[k]);
        v_need := v_need - v_take;
        w.lot_free[k] := w.lot_free[k] - v_take;
        PERFORM tg_post(w.id, p_kind, 'wallet', p_to, v_take, w.lot_grants[k], p_reference, p_document, p_at);
    END LOOP;
    UPDATE wallet SET lot_free = w.lot_free WHERE id = p_wallet;
    RETURN p_amount - v_need;
END $$;
