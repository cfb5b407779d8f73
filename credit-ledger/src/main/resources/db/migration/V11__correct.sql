-- Nothing in the journal is ever changed; what was wrong is put right by entries of its own.

-- Why such entries were made. kind: give or adjust (a wallet is credited or debited by hand), refund (of what was charged
-- for a request) or reverse (of a grant whose payment went back). subject: the request, or the grant's reference.
-- asked = 0: all there was.
CREATE TABLE correction (
    id        bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    wallet_id bigint      NOT NULL,
    kind      text        NOT NULL,
    reference text        NOT NULL UNIQUE,
    subject   text        NOT NULL,
    asked     bigint      NOT NULL,
    amount    bigint      NOT NULL,
    reason    text        NOT NULL,
    at        timestamptz NOT NULL,
    CONSTRAINT correction_is_sound CHECK (kind IN ('give', 'adjust', 'refund', 'reverse') AND asked >= 0 AND amount > 0)
);
CREATE INDEX correction_of ON correction (wallet_id, subject);
CREATE TRIGGER correction_append_only BEFORE UPDATE OR DELETE ON correction
    FOR EACH ROW EXECUTE FUNCTION tg_append_only();
CREATE TRIGGER correction_no_truncate BEFORE TRUNCATE ON correction
    FOR EACH STATEMENT EXECUTE FUNCTION tg_append_only();

-- The hash of a correction, made as that of a grant: id, wallet_id, asked, amount, the time, the lengths of kind, reference
-- and subject, then these texts and the reason.
CREATE FUNCTION tg_correction_hash(c correction) RETURNS bytea LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT sha256(convert_to(
        c.id::text || '|' || c.wallet_id::text || '|' || c.asked::text || '|' || c.amount::text || '|' || tg_micros(c.at)::text
        || '|' || octet_length(c.kind)::text || '|' || octet_length(c.reference)::text || '|' || octet_length(c.subject)::text
        || '|' || c.kind || c.reference || c.subject || c.reason, 'UTF8'))
$$;

-- Makes a batch of corrections, each once by its reference. Never more is refunded than was charged, never more reversed
-- than was granted. What a wallet cannot pay back becomes debt.
CREATE FUNCTION tg_correct(
    p_wallets bigint[], p_kinds text[], p_references text[], p_subjects text[], p_amounts bigint[], p_reasons text[],
    p_most bigint)
RETURNS TABLE (ord int, status text, corrected bigint, available bigint, on_hold bigint, debt bigint)
LANGUAGE plpgsql SET plan_cache_mode = force_generic_plan SET enable_seqscan = off AS $$
#variable_conflict use_column
DECLARE
    v_now  timestamptz;
    w      wallet;
    v_made correction;
    v_left bigint;
BEGIN
    PERFORM 1 FROM wallet WHERE id = ANY (p_wallets) ORDER BY id FOR UPDATE;
    v_now := clock_timestamp();
    FOR i IN 1 .. coalesce(cardinality(p_wallets), 0) LOOP
        ord := i; corrected := 0; available := 0; on_hold := 0; debt := 0;
        SELECT * INTO w FROM wallet WHERE id = p_wallets[i];
        IF NOT FOUND THEN status := 'NO_ACCOUNT'; RETURN NEXT; CONTINUE; END IF;
        SELECT * INTO v_made FROM correction c WHERE c.reference = p_references[i];
        IF FOUND THEN
            status := CASE WHEN (v_made.wallet_id, v_made.kind, v_made.subject, v_made.asked, v_made.reason)
                              = (p_wallets[i], p_kinds[i], p_subjects[i], p_amounts[i], p_reasons[i])
                           THEN 'ALREADY_CORRECTED' ELSE 'REFERENCE_TAKEN' END;
            corrected := v_made.amount;
        ELSE
            v_left := tg_correctable(w, p_kinds[i], p_subjects[i], p_most);
            status := CASE WHEN v_left IS NULL THEN 'NOT_FOUND'
                           WHEN v_left <= 0 OR p_amounts[i] > v_left OR p_amounts[i] = 0 AND p_subjects[i] = '' THEN 'TOO_MUCH'
                           ELSE 'CORRECTED' END;
        END IF;
        IF status = 'CORRECTED' THEN
            corrected := CASE p_amounts[i] WHEN 0 THEN v_left ELSE p_amounts[i] END;
            INSERT INTO correction (wallet_id, kind, reference, subject, asked, amount, reason, at)
            VALUES (w.id, p_kinds[i], p_references[i], p_subjects[i], p_amounts[i], corrected, p_reasons[i], v_now)
            ON CONFLICT (reference) DO NOTHING RETURNING * INTO v_made;
            IF NOT FOUND THEN
                status := 'REFERENCE_TAKEN'; corrected := 0; -- by another wallet, a moment ago
            ELSIF v_made.kind IN ('give', 'refund') THEN
                PERFORM tg_give_back(v_made);
            ELSE
                PERFORM tg_take_back(v_made);
            END IF;
        END IF;
        SELECT f.available, f.on_hold, f.debt INTO available, on_hold, debt FROM tg_funds(w.id) f;
        RETURN NEXT;
    END LOOP;
END $$;

-- How much of something can still be corrected; NULL if there is no such thing.
CREATE FUNCTION tg_correctable(w wallet, p_kind text, p_subject text, p_most bigint) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    v_left bigint;
BEGIN
    IF p_kind = 'adjust' THEN
        RETURN p_most - w.debt; -- a debt has an end too
    ELSIF p_kind = 'give' THEN
        RETURN p_most - w.posted;
    ELSIF p_kind = 'refund' THEN
        SELECT u.charged INTO v_left FROM usage_record u WHERE u.wallet_id = w.id AND u.request_id = p_subject::uuid;
    ELSE
        SELECT g.granted INTO v_left FROM credit_grant g WHERE g.wallet_id = w.id AND g.reference = p_subject;
    END IF;
    IF v_left IS NULL THEN RETURN NULL; END IF;
    v_left := v_left - (SELECT coalesce(sum(c.amount), 0) FROM correction c
                         WHERE c.wallet_id = w.id AND c.subject = p_subject AND c.kind = p_kind);
    RETURN CASE p_kind WHEN 'refund' THEN least(v_left, p_most - w.posted) ELSE v_left END;
END $$;

-- Gives credits, or what was charged for a request back, as new credits that do not expire: those that a request was paid
-- with may have expired since. Their reference ties them to the correction, by its hash. Debt is paid first.
CREATE FUNCTION tg_give_back(p_made correction) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    v_grant credit_grant;
BEGIN
    INSERT INTO credit_grant (wallet_id, priority, source, reference, reason, granted, cost, models, created_at,
                              effective_at, expires_at)
    VALUES (p_made.wallet_id, 6, 'adjustment', p_made.kind || ':' || p_made.subject || ':' || encode(tg_correction_hash(p_made), 'hex'),
            p_made.reason, p_made.amount, 0, '', p_made.at, p_made.at, 'infinity')
    RETURNING * INTO v_grant;
    IF p_made.kind = 'refund' THEN
        PERFORM tg_post(p_made.wallet_id, 'refund', 'revenue', 'wallet', v_grant.granted, v_grant.id, v_grant.reference,
                        tg_grant_hash(v_grant), p_made.at);
        UPDATE wallet SET spent = spent - v_grant.granted WHERE id = p_made.wallet_id;
    ELSE
        PERFORM tg_post(p_made.wallet_id, 'grant', 'issued:adjustment', 'wallet', v_grant.granted, v_grant.id,
                        v_grant.reference, tg_grant_hash(v_grant), p_made.at);
    END IF;
    PERFORM tg_add_lot(v_grant);
    PERFORM tg_repay(p_made.wallet_id, p_made.at);
END $$;

-- Takes credits back to where they were issued: those of the grant itself first, then others, and debt for the rest.
CREATE FUNCTION tg_take_back(p_made correction) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    v_grant  credit_grant;
    v_hash   bytea  := tg_correction_hash(p_made);
    v_issued text   := 'issued:adjustment';
    v_need   bigint := p_made.amount;
    v_own    bigint;
BEGIN
    IF p_made.kind = 'reverse' THEN
        SELECT * INTO STRICT v_grant FROM credit_grant WHERE reference = p_made.subject;
        v_issued := 'issued:' || v_grant.source;
        SELECT least(v_need, coalesce(w.lot_free[array_position(w.lot_grants, v_grant.id)], 0)) INTO v_own
          FROM wallet w WHERE w.id = p_made.wallet_id;
        IF v_own > 0 THEN
            UPDATE wallet w
               SET lot_free[array_position(w.lot_grants, v_grant.id)] = lot_free[array_position(w.lot_grants, v_grant.id)] - v_own
             WHERE w.id = p_made.wallet_id;
            PERFORM tg_post(p_made.wallet_id, 'reverse', 'wallet', v_issued, v_own, v_grant.id, p_made.reference, v_hash,
                            p_made.at);
            v_need := v_need - v_own;
        END IF;
    END IF;
    v_need := v_need - tg_take(p_made.wallet_id, v_need, NULL, p_made.kind, v_issued, p_made.reference, v_hash, p_made.at);
    IF v_need > 0 THEN
        PERFORM tg_post(p_made.wallet_id, p_made.kind, 'debt', v_issued, v_need, NULL, p_made.reference, v_hash, p_made.at);
    END IF;
END $$;

-- Stops an account from spending, or lets it again; says why in the journal. Running calls are settled all the same.
-- Answers whether there is such a wallet.
CREATE FUNCTION tg_freeze(p_wallet bigint, p_frozen boolean, p_reason text) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
    v_was boolean;
BEGIN
    SELECT frozen INTO v_was FROM wallet WHERE id = p_wallet FOR UPDATE;
    IF NOT FOUND THEN RETURN false; END IF;
    IF v_was <> p_frozen THEN
        UPDATE wallet SET frozen = p_frozen WHERE id = p_wallet;
        PERFORM tg_post(p_wallet, CASE WHEN p_frozen THEN 'freeze' ELSE 'unfreeze' END,
                        CASE WHEN p_frozen THEN 'wallet' ELSE 'frozen' END, CASE WHEN p_frozen THEN 'frozen' ELSE 'wallet' END,
                        0, NULL, p_reason, sha256(''), clock_timestamp());
    END IF;
    RETURN true;
END $$;
