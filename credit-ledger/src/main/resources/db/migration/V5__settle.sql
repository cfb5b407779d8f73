-- Ends a batch of holds: a capture debits its amount, a release debits nothing; both give the rest of the hold back and
-- write the usage record. One call is one commit. Lock order and way of working as in tg_hold.
--
-- A hold goes when it is settled: whoever takes it away, settles it, and nobody else can.
--
-- An amount above what the hold has set aside is taken from what else is live and free, in the order of spending; what
-- even that does not cover becomes debt. Usage is never forgiven. What comes back pays debts first.
--
-- What a hold took from a grant may be captured even if the grant has expired meanwhile. What comes back to such a grant
-- is not spendable any more: it is written off to breakage, by an entry of its own.
CREATE FUNCTION tg_settle(
    p_ids uuid[], p_wallets bigint[], p_captures boolean[], p_amounts bigint[], p_at timestamptz[],
    p_providers text[], p_operations text[], p_models text[], p_answered text[], p_key_modes text[], p_bases text[],
    p_versions text[], p_inputs bigint[], p_outputs bigint[], p_details text[], p_keys bigint[], p_runs text[])
RETURNS TABLE (ord int, status text, debited bigint, available bigint, on_hold bigint, debt bigint)
LANGUAGE plpgsql SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_bitmapscan = off AS $$
#variable_conflict use_column
DECLARE
    n           int := coalesce(cardinality(p_ids), 0);
    v_now       timestamptz;
    v_micros    bigint;
    item        record;             -- a hold that has been taken away, with its wallet
    w           wallet;             -- the wallet as the batch has left it so far
    v_item      int;
    v_charged   bigint;
    v_need      bigint;
    v_take      bigint;
    v_back      bigint;
    v_live      bigint;
    v_lot       int;
    v_from      timestamptz[];      -- arrays of the wallet's in variables: PostgreSQL finds their elements at once
    v_until     timestamptz[];
    v_models    text[];
    v_grants    bigint[];
    v_free      bigint[];
    v_held      bigint[];
    v_document  bytea;
    v_rows      bigint;
    s_kind      text[];             -- postings of this item
    s_from      text[];
    s_to        text[];
    s_amount    bigint[];
    s_grant     bigint[];
    b_ids       bigint[] := '{}';   -- budgets to write
    b_held      bigint[] := '{}';
    b_used      bigint[] := '{}';
    w_places    tid[] := '{}';      -- wallets to write
    w_posted    bigint[] := '{}';
    w_held      bigint[] := '{}';
    w_debt      bigint[] := '{}';
    w_spent     bigint[] := '{}';
    w_seq       bigint[] := '{}';
    w_chain     bytea[] := '{}';
    w_lot_free  text[] := '{}';
    w_lot_held  text[] := '{}';
    e_item      int[] := '{}';      -- entries to write
    e_seq       bigint[] := '{}';
    e_kind      text[] := '{}';
    e_from      text[] := '{}';
    e_to        text[] := '{}';
    e_amount    bigint[] := '{}';
    e_balance   bigint[] := '{}';
    e_grant     bigint[] := '{}';
    e_document  bytea[] := '{}';
    e_hash      bytea[] := '{}';
    d_item      int[] := '{}';      -- last items of wallets that can pay debts now
    o_status    text[] := array_fill(NULL::text, ARRAY[n]); -- answers; none: no hold (any more)
    o_hold      bigint[] := array_fill(NULL::bigint, ARRAY[n]);
    o_debited   bigint[] := array_fill(0::bigint, ARRAY[n]);
    o_available bigint[] := array_fill(0::bigint, ARRAY[n]);
    o_held      bigint[] := array_fill(0::bigint, ARRAY[n]);
    o_debt      bigint[] := array_fill(0::bigint, ARRAY[n]);
BEGIN
    IF n > 1 AND (SELECT count(DISTINCT t.id) < n FROM unnest(p_ids) t (id)) THEN
        RAISE EXCEPTION 'an id is in this batch twice' USING ERRCODE = 'TG004';
    END IF;
    FOR item IN
        WITH w AS MATERIALIZED (SELECT ctid AS place, * FROM wallet WHERE id = ANY (p_wallets) ORDER BY id FOR UPDATE),
        gone AS (
            DELETE FROM hold h
             WHERE h.id = ANY (p_ids) AND h.wallet_id = ANY (ARRAY(SELECT w.id FROM w)) -- the locks come first
               AND h.wallet_id = p_wallets[array_position(p_ids, h.id)]
            RETURNING array_position(p_ids, h.id) AS i, h.wallet_id, h.amount, h.parts, h.budgets,
                      CASE h.state WHEN 0 THEN h.amount ELSE h.so_far END AS kept)
        SELECT h.i, h.amount, h.parts, h.budgets, h.kept, w.*, row_number() OVER same = 1 AS first, lead(h.i) OVER same IS NULL AS last
          FROM gone h JOIN w ON w.id = h.wallet_id
        WINDOW same AS (PARTITION BY w.id ORDER BY h.i)
         ORDER BY w.id, h.i
    LOOP
        IF v_now IS NULL THEN v_now := clock_timestamp(); v_micros := tg_micros(v_now); END IF;
        IF item.first THEN
            w.posted := item.posted; w.held := item.held; w.debt := item.debt; w.spent := item.spent;
            w.seq := item.seq; w.chain := item.chain;
            v_free := item.lot_free; v_held := item.lot_held; v_from := item.lot_from; v_until := item.lot_until;
            v_models := item.lot_models; v_grants := item.lot_grants;
        END IF;
        v_need := CASE WHEN p_captures[item.i] THEN p_amounts[item.i] ELSE 0 END;
        o_status[item.i] := CASE WHEN p_captures[item.i] THEN 'CAPTURED' ELSE 'RELEASED' END;
        o_hold[item.i] := item.amount;
        v_charged := v_need;
        o_debited[item.i] := v_charged;
        w.spent := w.spent + v_need;
        s_kind := '{}'; s_from := '{}'; s_to := '{}'; s_amount := '{}'; s_grant := '{}';
        FOR p IN 1 .. cardinality(item.parts) / 2 LOOP
            v_lot := array_position(v_grants, item.parts[2 * p - 1]);
            v_back := item.parts[2 * p];
            w.held := w.held - v_back;
            v_held[v_lot] := v_held[v_lot] - v_back;
            v_take := least(v_need, v_back);
            v_need := v_need - v_take;
            v_back := v_back - v_take;
            IF v_take > 0 THEN
                s_kind := s_kind || 'capture'::text; s_from := s_from || 'wallet'::text; s_to := s_to || 'revenue'::text;
                s_amount := s_amount || v_take; s_grant := s_grant || v_grants[v_lot];
            END IF;
            IF v_until[v_lot] > v_now THEN
                v_free[v_lot] := v_free[v_lot] + v_back;
            ELSIF v_back > 0 THEN
                s_kind := s_kind || 'expire'::text; s_from := s_from || 'wallet'::text; s_to := s_to || 'breakage'::text;
                s_amount := s_amount || v_back; s_grant := s_grant || v_grants[v_lot];
            END IF;
        END LOOP;
        IF v_need > 0 THEN
            FOR k IN 1 .. cardinality(v_free) LOOP
                EXIT WHEN v_need = 0;
                CONTINUE WHEN v_free[k] = 0 OR v_from[k] > v_now OR v_until[k] <= v_now
                              OR NOT tg_applies(v_models[k], p_models[item.i]);
                v_take := least(v_need, v_free[k]);
                v_need := v_need - v_take;
                v_free[k] := v_free[k] - v_take;
                s_kind := s_kind || 'capture'::text; s_from := s_from || 'wallet'::text; s_to := s_to || 'revenue'::text;
                s_amount := s_amount || v_take; s_grant := s_grant || v_grants[k];
            END LOOP;
        END IF;
        IF v_need > 0 THEN
            s_kind := s_kind || 'capture'::text; s_from := s_from || 'debt'::text; s_to := s_to || 'revenue'::text;
            s_amount := s_amount || v_need; s_grant := s_grant || NULL::bigint;
        END IF;

        IF item.budgets IS NOT NULL THEN
            b_ids := b_ids || item.budgets;
            b_held := b_held || array_fill(-item.kept, ARRAY[cardinality(item.budgets)]);
            b_used := b_used || array_fill(v_charged, ARRAY[cardinality(item.budgets)]);
        END IF;
        IF v_charged = 0 THEN -- what cost nothing is tied to the journal as well
            s_kind := s_kind || CASE WHEN p_captures[item.i] THEN 'capture' ELSE 'release' END;
            s_from := s_from || 'wallet'::text; s_to := s_to || 'revenue'::text;
            s_amount := s_amount || 0::bigint; s_grant := s_grant || NULL::bigint;
        END IF;
        v_document := tg_usage_hash(
            p_ids[item.i], tg_micros(p_at[item.i]), lower(o_status[item.i]), p_providers[item.i], p_operations[item.i],
            p_models[item.i], p_answered[item.i], p_key_modes[item.i], p_bases[item.i], p_versions[item.i], item.amount,
            v_charged, p_inputs[item.i], p_outputs[item.i], p_details[item.i], p_keys[item.i], p_runs[item.i]);
        FOR s IN 1 .. cardinality(s_kind) LOOP
            w.seq := w.seq + 1;
            IF s_from[s] = 'debt' THEN w.debt := w.debt + s_amount[s]; ELSE w.posted := w.posted - s_amount[s]; END IF;
            w.chain := tg_chain(w.chain, item.id, w.seq, s_kind[s], s_from[s], s_to[s], s_amount[s], w.posted - w.debt,
                                s_grant[s], v_micros, p_ids[item.i]::text, v_document);
            e_item := e_item || item.i; e_seq := e_seq || w.seq; e_kind := e_kind || s_kind[s]; e_from := e_from || s_from[s];
            e_to := e_to || s_to[s]; e_amount := e_amount || s_amount[s]; e_balance := e_balance || w.posted - w.debt;
            e_grant := e_grant || s_grant[s]; e_document := e_document || v_document; e_hash := e_hash || w.chain;
        END LOOP;

        v_live := -w.debt;
        FOR k IN 1 .. cardinality(v_free) LOOP
            IF v_from[k] <= v_now AND v_until[k] > v_now THEN v_live := v_live + v_free[k]; END IF;
        END LOOP;
        o_available[item.i] := greatest(v_live, 0); o_held[item.i] := w.held; o_debt[item.i] := w.debt;
        IF item.last THEN
            w_places := w_places || item.place; w_posted := w_posted || w.posted; w_held := w_held || w.held;
            w_debt := w_debt || w.debt; w_spent := w_spent || w.spent; w_seq := w_seq || w.seq; w_chain := w_chain || w.chain;
            w_lot_free := w_lot_free || v_free::text; w_lot_held := w_lot_held || v_held::text;
            IF w.debt > 0 AND v_live > -w.debt THEN d_item := d_item || item.i; END IF;
        END IF;
    END LOOP;

    IF w_places <> '{}' THEN
        UPDATE wallet w
           SET posted = t.posted, held = t.held, debt = t.debt, spent = t.spent, seq = t.seq, chain = t.chain,
               lot_free = t.lot_free::bigint[], lot_held = t.lot_held::bigint[]
          FROM unnest(w_places, w_posted, w_held, w_debt, w_spent, w_seq, w_chain, w_lot_free, w_lot_held)
               t (place, posted, held, debt, spent, seq, chain, lot_free, lot_held)
         WHERE w.ctid = t.place;
        GET DIAGNOSTICS v_rows = ROW_COUNT;
        IF v_rows <> cardinality(w_places) THEN
            RAISE EXCEPTION 'a locked wallet has moved: % of % written', v_rows, cardinality(w_places)
                USING ERRCODE = 'TG002';
        END IF;
        INSERT INTO entry (wallet_id, wallet_seq, kind, from_account, to_account, amount, balance, grant_id, reference,
                           document, hash, at)
        SELECT p_wallets[e.i], e.seq, e.kind, e.source, e.target, e.amount, e.balance, e.grant_id, p_ids[e.i]::text,
               e.document, e.hash, v_now
          FROM unnest(e_item, e_seq, e_kind, e_from, e_to, e_amount, e_balance, e_grant, e_document, e_hash)
               e (i, seq, kind, source, target, amount, balance, grant_id, document, hash);
        INSERT INTO usage_record (request_id, wallet_id, at, settled_at, state, provider, operation, model, answered_model,
                                  key_mode, basis, price_version, hold, charged, input_tokens, output_tokens, detail, key_id,
                                  run)
        SELECT u.id, u.wallet, u.at, v_now, lower(u.status), u.provider, u.operation, u.model, u.answered,
               u.key_mode, u.basis, u.version, u.hold, u.debited, u.input, u.output, u.detail, u.key, u.run
          FROM unnest(p_ids, p_wallets, o_status, o_hold, o_debited, p_at, p_providers, p_operations, p_models, p_answered,
                      p_key_modes, p_bases, p_versions, p_inputs, p_outputs, p_details, p_keys, p_runs)
               u (id, wallet, status, hold, debited, at, provider, operation, model, answered, key_mode, basis, version,
                  input, output, detail, key, run)
         WHERE u.status IS NOT NULL;
        IF b_ids <> '{}' THEN PERFORM tg_budget_move(b_ids, b_held, b_used, v_now); END IF;
        FOREACH v_item IN ARRAY d_item LOOP
            PERFORM tg_repay(p_wallets[v_item], v_now);
            SELECT f.* INTO item FROM tg_funds(p_wallets[v_item]) f;
            o_available[v_item] := item.available; o_debt[v_item] := item.debt;
        END LOOP;
    END IF;

    FOR i IN 1 .. n LOOP
        ord := i;
        IF o_status[i] IS NULL THEN
            -- The locks may have been waited for while the hold was placed, which the statement above cannot have seen.
            IF EXISTS (SELECT FROM hold h WHERE h.id = p_ids[i] AND h.wallet_id = p_wallets[i]) THEN
                RAISE EXCEPTION 'the hold % has just been placed', p_ids[i] USING ERRCODE = '40001';
            END IF;
            SELECT e.* INTO status, debited, available, on_hold, debt FROM tg_settled_before(p_ids[i], p_wallets[i]) e;
        ELSE
            status := o_status[i]; debited := o_debited[i]; available := o_available[i]; on_hold := o_held[i]; debt := o_debt[i];
        END IF;
        RETURN NEXT;
    END LOOP;
END $$;

-- The answer to a settlement that found no hold to end: how it was settled before, or NO_HOLD.
CREATE FUNCTION tg_settled_before(p_id uuid, p_wallet bigint)
RETURNS TABLE (status text, debited bigint, available bigint, on_hold bigint, debt bigint)
LANGUAGE sql VOLATILE ROWS 1 AS $$
    SELECT coalesce(s.status, 'NO_HOLD'), coalesce(s.debited, 0), coalesce(f.available, 0), coalesce(f.on_hold, 0),
           coalesce(f.debt, 0)
      FROM (VALUES (1)) one
      LEFT JOIN (SELECT 'ALREADY_' || upper(u.state) AS status, u.charged AS debited
                   FROM usage_record u WHERE u.wallet_id = p_wallet AND u.request_id = p_id) s ON true
      LEFT JOIN tg_funds(p_wallet) f ON s.status IS NOT NULL
$$;
