-- Gives a batch of grants, each once by its source and reference. Debt is paid first, though not from a grant that has
-- expired before it is given. Grants are rare beside holds, so this one goes item by item, under the locks of all its
-- wallets.
CREATE FUNCTION tg_grant(
    p_wallets bigint[], p_priorities smallint[], p_sources text[], p_references text[], p_amounts bigint[],
    p_reasons text[], p_expiries timestamptz[])
RETURNS TABLE (ord int, status text, available bigint, on_hold bigint, debt bigint)
LANGUAGE plpgsql SET plan_cache_mode = force_generic_plan SET enable_seqscan = off AS $$
#variable_conflict use_column
DECLARE
    v_now    timestamptz;
    v_wallet wallet;
    v_old    credit_grant;
    v_grant  bigint;
    v_repaid bigint;
BEGIN
    PERFORM 1 FROM wallet WHERE id = ANY (p_wallets) ORDER BY id FOR UPDATE;
    v_now := clock_timestamp();
    FOR i IN 1 .. coalesce(array_length(p_wallets, 1), 0) LOOP
        ord := i; available := 0; on_hold := 0; debt := 0;
        SELECT * INTO v_wallet FROM wallet WHERE id = p_wallets[i];
        IF NOT FOUND THEN status := 'NO_ACCOUNT'; RETURN NEXT; CONTINUE; END IF;
        v_repaid := CASE WHEN p_expiries[i] <= v_now THEN 0 ELSE least(v_wallet.debt, p_amounts[i]) END;
        INSERT INTO credit_grant (wallet_id, priority, source, reference, reason, granted, remaining, open, created_at,
                                  expires_at)
        VALUES (v_wallet.id, p_priorities[i], p_sources[i], p_references[i], p_reasons[i], p_amounts[i],
                p_amounts[i] - v_repaid, p_amounts[i] > v_repaid, v_now, p_expiries[i])
        ON CONFLICT (source, reference) DO NOTHING RETURNING id INTO v_grant;
        IF FOUND THEN
            status := 'GRANTED';
            INSERT INTO entry VALUES (v_wallet.id, v_wallet.seq + 1, 'grant', 'issued:' || p_sources[i], 'wallet',
                                      p_amounts[i], v_grant, p_references[i], v_now);
            IF v_repaid > 0 THEN
                INSERT INTO entry VALUES (v_wallet.id, v_wallet.seq + 2, 'repay', 'wallet', 'debt', v_repaid, v_grant,
                                          p_references[i], v_now);
            END IF;
            UPDATE wallet SET posted = posted + p_amounts[i] - v_repaid, debt = wallet.debt - v_repaid,
                              seq = seq + CASE WHEN v_repaid > 0 THEN 2 ELSE 1 END
             WHERE id = v_wallet.id;
        ELSE
            SELECT * INTO v_old FROM credit_grant WHERE source = p_sources[i] AND reference = p_references[i];
            status := CASE WHEN v_old.wallet_id = v_wallet.id AND v_old.granted = p_amounts[i]
                           THEN 'ALREADY_GRANTED' ELSE 'REFERENCE_TAKEN' END;
        END IF;
        SELECT f.available, f.on_hold, f.debt INTO available, on_hold, debt FROM tg_funds(v_wallet.id) f;
        RETURN NEXT;
    END LOOP;
END $$;
