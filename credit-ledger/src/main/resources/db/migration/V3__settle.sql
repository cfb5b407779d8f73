-- Ends a batch of holds: a capture debits its amount, a release debits nothing; both give the rest of the hold back and
-- write the usage record. One call is one commit. Lock order and way of working as in tg_hold.
--
-- An amount above the hold, or one whose hold has expired, is taken from what else is live and free, in the order of
-- spending; what even that does not cover becomes debt. Usage is never forgiven.
--
-- What a hold took from a grant may be captured even if the grant has expired meanwhile. What comes back to such a grant
-- is not spendable any more: it is written off to breakage, by an entry of its own.
CREATE FUNCTION tg_settle(
    p_ids uuid[], p_captures boolean[], p_amounts bigint[], p_at timestamptz[],
    p_providers text[], p_operations text[], p_models text[], p_answered text[], p_key_modes text[], p_bases text[],
    p_versions text[], p_inputs bigint[], p_outputs bigint[], p_details text[])
RETURNS TABLE (ord int, status text, debited bigint, available bigint, on_hold bigint, debt bigint)
LANGUAGE plpgsql SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_bitmapscan = off AS $$
#variable_conflict use_column
DECLARE
    n         int := coalesce(cardinality(p_ids), 0);
    v_now     timestamptz;
    w_places  tid[];                -- wallets, by slot
    w_ids     bigint[];
    w_held    bigint[];
    w_debt    bigint[];
    w_seq     bigint[];
    w_free    bigint[];             -- live and not held
    w_unheld  bigint[];             -- what this batch takes off the holds
    w_spent   bigint[];             -- what it takes off the grants
    w_first   int[];                -- the slot's grants
    w_last    int[];
    g_ids     bigint[];             -- open grants, in the order of spending, wallet by wallet
    g_wallets bigint[];
    g_live    boolean[];
    g_left    bigint[];             -- remaining
    g_held    bigint[];
    g_spent   bigint[];             -- changes
    g_unheld  bigint[];
    o_slot    int[];                -- answers; no slot: no hold (any more)
    o_hold    bigint[];
    o_status  text[];
    o_debited bigint[];
    e_slot    int[] := '{}';        -- entries to write
    e_seq     bigint[] := '{}';
    e_from    text[] := '{}';
    e_amount  bigint[] := '{}';
    e_grant   bigint[] := '{}';
    e_item    int[] := '{}';
    v_hold    record;
    v_slot    int;
    v_need    bigint;
    v_take    bigint;
    v_back    bigint;
    v_grant   int;
    v_rows    bigint;
BEGIN
    SELECT array_agg(w.ctid), array_agg(w.id), array_agg(w.held), array_agg(w.debt), array_agg(w.seq)
      INTO w_places, w_ids, w_held, w_debt, w_seq
      FROM (SELECT ctid, * FROM wallet
             WHERE id = ANY (ARRAY(SELECT h.wallet_id FROM hold h WHERE h.id = ANY (p_ids))) ORDER BY id FOR UPDATE) w;
    v_now := clock_timestamp();
    w_free := array_fill(0::bigint, ARRAY[coalesce(cardinality(w_ids), 0)]);
    w_unheld := w_free;
    w_spent := w_free;
    w_first := array_fill(1, ARRAY[coalesce(cardinality(w_ids), 0)]);
    w_last := array_fill(0, ARRAY[coalesce(cardinality(w_ids), 0)]);
    o_slot := array_fill(NULL::int, ARRAY[n]);
    o_hold := array_fill(NULL::bigint, ARRAY[n]);
    o_status := array_fill(NULL::text, ARRAY[n]);
    o_debited := o_hold;

    SELECT array_agg(g.id), array_agg(g.wallet_id), array_agg(g.live), array_agg(g.remaining),
           array_agg(g.held)
      INTO g_ids, g_wallets, g_live, g_left, g_held
      FROM (SELECT id, wallet_id, expires_at IS NULL OR expires_at > v_now AS live, remaining, held
              FROM credit_grant WHERE wallet_id = ANY (w_ids) AND open
             ORDER BY wallet_id, priority, expires_at NULLS LAST, id) g;
    g_spent := array_fill(0::bigint, ARRAY[coalesce(cardinality(g_ids), 0)]);
    g_unheld := g_spent;
    v_slot := 0;
    FOR g IN 1 .. coalesce(cardinality(g_ids), 0) LOOP
        WHILE v_slot = 0 OR w_ids[v_slot] < g_wallets[g] LOOP v_slot := v_slot + 1; END LOOP;
        IF w_last[v_slot] = 0 THEN w_first[v_slot] := g; END IF;
        w_last[v_slot] := g;
        IF g_live[g] THEN w_free[v_slot] := w_free[v_slot] + g_left[g] - g_held[g]; END IF;
    END LOOP;

    -- A hold goes when it is settled: whoever takes it away, settles it, and nobody else can. Only holds of locked wallets:
    -- one that appeared a moment ago is none for this call. The release of an expired hold finds nothing to give back.
    FOR v_hold IN
        WITH gone AS (
            DELETE FROM hold h
             WHERE h.id = ANY (p_ids) AND h.wallet_id = ANY (w_ids)
               AND (h.state = 0 OR p_captures[array_position(p_ids, h.id)])
            RETURNING h.id, h.wallet_id, h.amount, h.state, h.parts
        )
        SELECT array_position(p_ids, g.id) AS i, array_position(w_ids, g.wallet_id) AS slot, g.amount, g.state, g.parts
          FROM gone g ORDER BY 1
    LOOP
        v_slot := v_hold.slot;
        v_need := CASE WHEN p_captures[v_hold.i] THEN p_amounts[v_hold.i] ELSE 0 END;
        o_slot[v_hold.i] := v_slot;
        o_hold[v_hold.i] := v_hold.amount;
        o_status[v_hold.i] := CASE WHEN p_captures[v_hold.i] THEN 'CAPTURED' ELSE 'RELEASED' END;
        o_debited[v_hold.i] := v_need;
        IF v_hold.state = 0 THEN
            w_unheld[v_slot] := w_unheld[v_slot] + v_hold.amount;
            FOR p IN 1 .. cardinality(v_hold.parts) / 2 LOOP
                v_back := v_hold.parts[2 * p];
                v_grant := w_first[v_slot];
                WHILE g_ids[v_grant] <> v_hold.parts[2 * p - 1] LOOP v_grant := v_grant + 1; END LOOP;
                IF g_ids[v_grant] IS NULL THEN
                    RAISE EXCEPTION 'hold % names a grant that has nothing', p_ids[v_hold.i] USING ERRCODE = 'TG003';
                END IF;
                g_unheld[v_grant] := g_unheld[v_grant] + v_back;
                g_held[v_grant] := g_held[v_grant] - v_back;
                v_take := least(v_need, v_back);
                IF v_take > 0 THEN
                    v_back := v_back - v_take;
                    v_need := v_need - v_take;
                    g_left[v_grant] := g_left[v_grant] - v_take;
                    g_spent[v_grant] := g_spent[v_grant] + v_take;
                    w_spent[v_slot] := w_spent[v_slot] + v_take;
                    w_seq[v_slot] := w_seq[v_slot] + 1;
                    e_slot := e_slot || v_slot; e_seq := e_seq || w_seq[v_slot]; e_from := e_from || 'wallet'::text;
                    e_amount := e_amount || v_take; e_grant := e_grant || g_ids[v_grant]; e_item := e_item || v_hold.i;
                END IF;
                IF g_live[v_grant] THEN
                    w_free[v_slot] := w_free[v_slot] + v_back;
                ELSIF v_back > 0 THEN
                    g_left[v_grant] := g_left[v_grant] - v_back;
                    g_spent[v_grant] := g_spent[v_grant] + v_back;
                    w_spent[v_slot] := w_spent[v_slot] + v_back;
                    w_seq[v_slot] := w_seq[v_slot] + 1;
                    e_slot := e_slot || v_slot; e_seq := e_seq || w_seq[v_slot]; e_from := e_from || 'expired'::text;
                    e_amount := e_amount || v_back; e_grant := e_grant || g_ids[v_grant]; e_item := e_item || v_hold.i;
                END IF;
            END LOOP;
        END IF;
        v_grant := w_first[v_slot];
        WHILE v_need > 0 AND v_grant <= w_last[v_slot] LOOP
            v_take := CASE WHEN g_live[v_grant] THEN least(v_need, g_left[v_grant] - g_held[v_grant]) ELSE 0 END;
            IF v_take > 0 THEN
                g_left[v_grant] := g_left[v_grant] - v_take;
                g_spent[v_grant] := g_spent[v_grant] + v_take;
                w_free[v_slot] := w_free[v_slot] - v_take;
                w_seq[v_slot] := w_seq[v_slot] + 1;
                w_spent[v_slot] := w_spent[v_slot] + v_take;
                e_slot := e_slot || v_slot; e_seq := e_seq || w_seq[v_slot]; e_from := e_from || 'wallet'::text;
                e_amount := e_amount || v_take; e_grant := e_grant || g_ids[v_grant]; e_item := e_item || v_hold.i;
                v_need := v_need - v_take;
            END IF;
            v_grant := v_grant + 1;
        END LOOP;
        IF v_need > 0 THEN
            w_seq[v_slot] := w_seq[v_slot] + 1;
            w_debt[v_slot] := w_debt[v_slot] + v_need;
            e_slot := e_slot || v_slot; e_seq := e_seq || w_seq[v_slot]; e_from := e_from || 'debt'::text;
            e_amount := e_amount || v_need; e_grant := e_grant || NULL::bigint; e_item := e_item || v_hold.i;
        END IF;
    END LOOP;

    IF w_ids IS NOT NULL THEN
        UPDATE credit_grant c
           SET remaining = c.remaining - t.spent, held = c.held - t.unheld, open = c.remaining > t.spent
          FROM unnest(g_ids, g_spent, g_unheld) t (id, spent, unheld)
         WHERE c.id = t.id AND (t.spent > 0 OR t.unheld > 0);
        UPDATE wallet w
           SET posted = w.posted - t.spent, held = w.held - t.unheld, debt = t.debt, seq = t.seq
          FROM unnest(w_places, w_spent, w_unheld, w_debt, w_seq) t (place, spent, unheld, debt, seq)
         WHERE w.ctid = t.place;
        GET DIAGNOSTICS v_rows = ROW_COUNT;
        IF v_rows <> cardinality(w_ids) THEN
            RAISE EXCEPTION 'a locked wallet has moved: % of % written', v_rows, cardinality(w_ids) USING ERRCODE = 'TG002';
        END IF;
        INSERT INTO entry (wallet_id, wallet_seq, kind, from_account, to_account, amount, grant_id, reference, at)
        SELECT w_ids[e.slot], e.seq,
               CASE e.source WHEN 'expired' THEN 'expire' ELSE 'capture' END,
               CASE e.source WHEN 'expired' THEN 'wallet' ELSE e.source END,
               CASE e.source WHEN 'expired' THEN 'breakage' ELSE 'revenue' END,
               e.amount, e.grant_id, p_ids[e.item]::text, v_now
          FROM unnest(e_slot, e_seq, e_from, e_amount, e_grant, e_item) e (slot, seq, source, amount, grant_id, item);
        INSERT INTO usage_record (request_id, wallet_id, at, settled_at, state, provider, operation, model, answered_model,
                                  key_mode, basis, price_version, hold, charged, input_tokens, output_tokens, detail)
        SELECT u.id, w_ids[u.slot], u.at, v_now, lower(u.status), u.provider, u.operation, u.model, nullif(u.answered, ''),
               u.key_mode, u.basis, u.version, u.hold, u.debited, u.input, u.output, u.detail
          FROM unnest(p_ids, o_slot, o_status, o_hold, o_debited, p_at, p_providers, p_operations, p_models, p_answered,
                      p_key_modes, p_bases, p_versions, p_inputs, p_outputs, p_details)
               u (id, slot, status, hold, debited, at, provider, operation, model, answered, key_mode, basis, version,
                  input, output, detail)
         WHERE u.slot IS NOT NULL;
    END IF;

    FOR i IN 1 .. n LOOP
        ord := i; v_slot := o_slot[i];
        IF v_slot IS NULL THEN
            SELECT e.* INTO status, debited, available, on_hold, debt FROM tg_settled_before(p_ids[i]) e;
        ELSE
            status := o_status[i]; debited := o_debited[i];
            available := greatest(w_free[v_slot] - w_debt[v_slot], 0);
            on_hold := w_held[v_slot] - w_unheld[v_slot];
            debt := w_debt[v_slot];
        END IF;
        RETURN NEXT;
    END LOOP;
END $$;

-- What a wallet has at this moment.
CREATE FUNCTION tg_funds(p_wallet bigint)
RETURNS TABLE (available bigint, on_hold bigint, debt bigint) LANGUAGE sql STABLE AS $$
    SELECT greatest(coalesce((SELECT sum(g.remaining - g.held)::bigint FROM credit_grant g
                               WHERE g.wallet_id = w.id AND g.open
                                 AND (g.expires_at IS NULL OR g.expires_at > clock_timestamp())), 0) - w.debt, 0),
           w.held, w.debt
      FROM wallet w WHERE w.id = p_wallet
$$;

-- The answer to a settlement that found no hold to end: how it was settled before, or that it has expired, or NO_HOLD.
CREATE FUNCTION tg_settled_before(p_id uuid)
RETURNS TABLE (status text, debited bigint, available bigint, on_hold bigint, debt bigint)
LANGUAGE sql VOLATILE ROWS 1 AS $$
    SELECT coalesce(s.status, 'NO_HOLD'), coalesce(s.debited, 0), coalesce(f.available, 0), coalesce(f.on_hold, 0),
           coalesce(f.debt, 0)
      FROM (VALUES (1)) one
      LEFT JOIN (SELECT 'ALREADY_' || upper(u.state) AS status, u.charged AS debited, u.wallet_id
                   FROM usage_record u WHERE u.request_id = p_id
                  UNION ALL
                 SELECT 'ALREADY_RELEASED', 0, h.wallet_id FROM hold h WHERE h.id = p_id AND h.state = 1) s ON true
      LEFT JOIN LATERAL tg_funds(s.wallet_id) f ON true
$$;
