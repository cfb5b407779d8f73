-- Ends a batch of holds: a capture debits its amount, a release debits nothing; both give the rest of the hold back and
-- write the usage record. One call is one commit. Lock order as in tg_hold.
--
-- An amount above the hold, or one whose hold has expired, is taken from what else is live and free, in the order of
-- spending; what even that does not cover becomes debt. Usage is never forgiven.
CREATE FUNCTION tg_settle(
    p_ids uuid[], p_captures boolean[], p_amounts bigint[], p_at timestamptz[],
    p_providers text[], p_operations text[], p_models text[], p_answered text[], p_key_modes text[], p_bases text[],
    p_versions text[], p_inputs bigint[], p_outputs bigint[], p_details text[])
RETURNS TABLE (ord int, status text, debited bigint, available bigint, on_hold bigint, debt bigint)
LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
    v_now     timestamptz;
    w_ids     bigint[];             -- wallets, by slot
    w_held    bigint[];
    w_debt    bigint[];
    w_owed    bigint[];             -- debt at first
    w_seq     bigint[];
    w_free    bigint[];             -- live and not held
    w_unheld  bigint[];             -- what this batch takes off the holds
    w_spent   bigint[];             -- what it takes off the grants
    w_first   int[];
    w_last    int[];
    g_ids     bigint[];             -- open grants, in the order of spending, slot by slot
    g_slot    int[];
    g_live    boolean[];
    g_left    bigint[];             -- remaining
    g_held    bigint[];
    g_spent   bigint[];             -- changes
    g_unheld  bigint[];
    i_slot    int[];                -- items; no slot: no hold (any more)
    i_hold    bigint[];
    i_open    boolean[];
    i_parts   text[];
    o_status  text[] := '{}';
    o_debited bigint[] := '{}';
    e_slot    int[] := '{}';        -- entries to write
    e_seq     bigint[] := '{}';
    e_from    text[] := '{}';
    e_amount  bigint[] := '{}';
    e_grant   bigint[] := '{}';
    e_item    int[] := '{}';
    v_parts   bigint[];
    v_slot    int;
    v_need    bigint;
    v_take    bigint;
    v_grant   int;
    n         int := coalesce(array_length(p_ids, 1), 0);
BEGIN
    SELECT array_agg(w.id), array_agg(w.held), array_agg(w.debt), array_agg(w.debt), array_agg(w.seq),
           array_agg(0::bigint), array_agg(0::bigint), array_agg(0::bigint)
      INTO w_ids, w_held, w_debt, w_owed, w_seq, w_free, w_unheld, w_spent
      FROM (SELECT * FROM wallet WHERE id IN (SELECT wallet_id FROM hold WHERE id = ANY (p_ids)) ORDER BY id FOR UPDATE) w;
    v_now := clock_timestamp();

    -- The hold goes: whoever takes it away, settles it. An id given twice in a batch gets it once.
    WITH gone AS (
        DELETE FROM hold WHERE id = ANY (p_ids) RETURNING id, wallet_id, amount, state, parts
    ), item AS (
        SELECT id, i, row_number() OVER (PARTITION BY id ORDER BY i) AS nth FROM unnest(p_ids) WITH ORDINALITY t (id, i)
    )
    SELECT array_agg(s.slot::int ORDER BY t.i), array_agg(g.amount ORDER BY t.i),
           array_agg(g.state = 0 ORDER BY t.i), array_agg(g.parts::text ORDER BY t.i)
      INTO i_slot, i_hold, i_open, i_parts
      FROM item t
      LEFT JOIN gone g ON g.id = t.id AND t.nth = 1
      LEFT JOIN unnest(w_ids) WITH ORDINALITY s (id, slot) ON s.id = g.wallet_id;

    SELECT array_agg(g.id), array_agg(g.slot), array_agg(g.live), array_agg(g.remaining), array_agg(g.held),
           array_agg(0::bigint), array_agg(0::bigint)
      INTO g_ids, g_slot, g_live, g_left, g_held, g_spent, g_unheld
      FROM (SELECT c.id, s.slot::int AS slot, c.expires_at IS NULL OR c.expires_at > v_now AS live, c.remaining, c.held
              FROM unnest(w_ids) WITH ORDINALITY s (id, slot)
              JOIN credit_grant c ON c.wallet_id = s.id
             WHERE c.open
             ORDER BY s.slot, c.priority, c.expires_at NULLS LAST, c.id) g;
    w_first := array_fill(1, ARRAY[greatest(coalesce(array_length(w_ids, 1), 0), 1)]);
    w_last := array_fill(0, ARRAY[greatest(coalesce(array_length(w_ids, 1), 0), 1)]);
    FOR g IN 1 .. coalesce(array_length(g_ids, 1), 0) LOOP
        v_slot := g_slot[g];
        IF w_last[v_slot] = 0 THEN w_first[v_slot] := g; END IF;
        w_last[v_slot] := g;
        IF g_live[g] THEN w_free[v_slot] := w_free[v_slot] + g_left[g] - g_held[g]; END IF;
    END LOOP;

    FOR i IN 1 .. n LOOP
        v_slot := i_slot[i];
        IF v_slot IS NULL THEN CONTINUE; END IF;
        v_need := CASE WHEN p_captures[i] THEN p_amounts[i] ELSE 0 END;
        o_status[i] := CASE WHEN p_captures[i] THEN 'CAPTURED' ELSE 'RELEASED' END;
        o_debited[i] := v_need;
        IF i_open[i] THEN
            v_parts := i_parts[i]::bigint[];
            FOR p IN 1 .. coalesce(array_length(v_parts, 1), 0) / 2 LOOP
                v_grant := w_first[v_slot];
                WHILE g_ids[v_grant] <> v_parts[2 * p - 1] LOOP v_grant := v_grant + 1; END LOOP;
                v_take := least(v_need, v_parts[2 * p]);
                g_left[v_grant] := g_left[v_grant] - v_take;
                g_spent[v_grant] := g_spent[v_grant] + v_take;
                g_held[v_grant] := g_held[v_grant] - v_parts[2 * p];
                g_unheld[v_grant] := g_unheld[v_grant] + v_parts[2 * p];
                IF g_live[v_grant] THEN w_free[v_slot] := w_free[v_slot] + v_parts[2 * p] - v_take; END IF;
                w_unheld[v_slot] := w_unheld[v_slot] + v_parts[2 * p];
                IF v_take > 0 THEN
                    w_seq[v_slot] := w_seq[v_slot] + 1;
                    w_spent[v_slot] := w_spent[v_slot] + v_take;
                    e_slot := e_slot || v_slot; e_seq := e_seq || w_seq[v_slot]; e_from := e_from || 'wallet'::text;
                    e_amount := e_amount || v_take; e_grant := e_grant || g_ids[v_grant]; e_item := e_item || i;
                    v_need := v_need - v_take;
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
                e_amount := e_amount || v_take; e_grant := e_grant || g_ids[v_grant]; e_item := e_item || i;
                v_need := v_need - v_take;
            END IF;
            v_grant := v_grant + 1;
        END LOOP;
        IF v_need > 0 THEN
            w_seq[v_slot] := w_seq[v_slot] + 1;
            w_debt[v_slot] := w_debt[v_slot] + v_need;
            e_slot := e_slot || v_slot; e_seq := e_seq || w_seq[v_slot]; e_from := e_from || 'debt'::text;
            e_amount := e_amount || v_need; e_grant := e_grant || NULL::bigint; e_item := e_item || i;
        END IF;
    END LOOP;

    UPDATE credit_grant c
       SET remaining = c.remaining - g.spent, held = c.held - g.unheld, open = c.remaining > g.spent
      FROM unnest(g_ids, g_spent, g_unheld) g (id, spent, unheld)
     WHERE c.id = g.id AND (g.spent > 0 OR g.unheld > 0);
    UPDATE wallet w
       SET posted = w.posted - s.spent, held = w.held - s.unheld, debt = s.debt, seq = s.seq
      FROM unnest(w_ids, w_spent, w_unheld, w_debt, w_seq) s (id, spent, unheld, debt, seq)
     WHERE w.id = s.id;
    INSERT INTO entry (wallet_id, wallet_seq, kind, from_account, to_account, amount, grant_id, reference, at)
    SELECT w_ids[e.slot], e.seq, 'capture', e.source, 'revenue', e.amount, e.grant_id, p_ids[e.item]::text, v_now
      FROM unnest(e_slot, e_seq, e_from, e_amount, e_grant, e_item) e (slot, seq, source, amount, grant_id, item);
    INSERT INTO usage_record (request_id, wallet_id, at, settled_at, state, provider, operation, model, answered_model,
                              key_mode, basis, price_version, hold, charged, input_tokens, output_tokens, detail)
    SELECT u.id, w_ids[i_slot[u.i]], u.at, v_now, lower(o_status[u.i]), u.provider, u.operation, u.model,
           nullif(u.answered, ''), u.key_mode, u.basis, u.version, i_hold[u.i], o_debited[u.i], u.input, u.output, u.detail
      FROM unnest(p_ids, p_at, p_providers, p_operations, p_models, p_answered, p_key_modes, p_bases, p_versions,
                  p_inputs, p_outputs, p_details) WITH ORDINALITY
           u (id, at, provider, operation, model, answered, key_mode, basis, version, input, output, detail, i)
     WHERE i_slot[u.i] IS NOT NULL;

    FOR i IN 1 .. n LOOP
        ord := i; v_slot := i_slot[i];
        IF v_slot IS NOT NULL THEN
            status := o_status[i]; debited := o_debited[i];
            available := greatest(w_free[v_slot] - w_debt[v_slot], 0);
            on_hold := w_held[v_slot] - w_unheld[v_slot];
            debt := w_debt[v_slot];
        ELSE
            SELECT 'ALREADY_' || upper(u.state), u.charged, f.available, f.on_hold, f.debt
              INTO status, debited, available, on_hold, debt
              FROM usage_record u CROSS JOIN LATERAL tg_funds(u.wallet_id) f WHERE u.request_id = p_ids[i];
            IF NOT FOUND THEN status := 'NO_HOLD'; debited := 0; available := 0; on_hold := 0; debt := 0; END IF;
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
