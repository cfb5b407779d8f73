-- How entries are written down and tied together.
--
-- The hashing functions are single expressions with explicit casts, and as volatile as what they call, so that PostgreSQL
-- puts them in the place of their calls.

CREATE FUNCTION tg_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only: % refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'TG001';
END $$;

CREATE TRIGGER entry_append_only BEFORE UPDATE OR DELETE ON entry
    FOR EACH ROW EXECUTE FUNCTION tg_append_only();
CREATE TRIGGER entry_no_truncate BEFORE TRUNCATE ON entry
    FOR EACH STATEMENT EXECUTE FUNCTION tg_append_only();
CREATE TRIGGER usage_record_append_only BEFORE UPDATE OR DELETE ON usage_record
    FOR EACH ROW EXECUTE FUNCTION tg_append_only();
CREATE TRIGGER usage_record_no_truncate BEFORE TRUNCATE ON usage_record
    FOR EACH STATEMENT EXECUTE FUNCTION tg_append_only();
CREATE TRIGGER credit_grant_append_only BEFORE UPDATE OR DELETE ON credit_grant
    FOR EACH ROW EXECUTE FUNCTION tg_append_only();
CREATE TRIGGER credit_grant_no_truncate BEFORE TRUNCATE ON credit_grant
    FOR EACH STATEMENT EXECUTE FUNCTION tg_append_only();

CREATE TRIGGER no_truncate BEFORE TRUNCATE ON entry_rest FOR EACH STATEMENT EXECUTE FUNCTION tg_append_only();
CREATE TRIGGER no_truncate BEFORE TRUNCATE ON usage_record_rest FOR EACH STATEMENT EXECUTE FUNCTION tg_append_only();

SELECT tg_make_months(3);

-- Microseconds since 1970: how times are hashed. The ends of time are the ends of bigint.
CREATE FUNCTION tg_micros(p_at timestamptz) RETURNS bigint LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT CASE WHEN isfinite(p_at) THEN (extract(epoch FROM p_at) * 1000000)::bigint
                WHEN p_at = 'infinity'::timestamptz THEN 9223372036854775807
                ELSE (-9223372036854775808)::bigint END
$$;

-- The hash of an entry: SHA-256 over the hash before it (of the wallet's entry before; nothing for the first), the line
-- wallet|seq|kind|from|to|amount|balance|grant|micros|reference in UTF-8, and the hash of its document. Whoever changes,
-- moves, adds or takes away an entry has to change all that follow and the wallet's own copy of the last. No other row
-- has the same line: kinds and accounts have no | in them, and a document is 32 bytes, so the reference between may be
-- any text.
CREATE FUNCTION tg_chain(
    p_before bytea, p_wallet bigint, p_seq bigint, p_kind text, p_from text, p_to text, p_amount bigint, p_balance bigint,
    p_grant bigint, p_micros bigint, p_reference text, p_document bytea)
RETURNS bytea LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT sha256(p_before || convert_to(
        p_wallet::text || '|' || p_seq::text || '|' || p_kind || '|' || p_from || '|' || p_to || '|' || p_amount::text || '|'
        || p_balance::text || '|' || coalesce(p_grant::text, '') || '|' || p_micros::text || '|' || p_reference, 'UTF8')
        || p_document)
$$;

-- The hash of a usage record: SHA-256 of its columns from request_id to run (but for wallet_id and settled_at, which its
-- entries have; key_id is the last number, detail the last text). The numbers come first, then the length of each text but the last in bytes, all with | between, then
-- the texts in their order: texts may contain anything, and no two records have the same line.
CREATE FUNCTION tg_usage_hash(
    p_id uuid, p_at bigint, p_state text, p_provider text, p_operation text, p_model text, p_answered text,
    p_key_mode text, p_basis text, p_version text, p_hold bigint, p_charged bigint, p_input bigint, p_output bigint,
    p_detail text, p_key bigint, p_run text)
RETURNS bytea LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT sha256(convert_to(
        p_id::text || '|' || p_at::text || '|' || p_hold::text || '|' || p_charged::text || '|' || p_input::text || '|'
        || p_output::text || '|' || p_key::text || '|' || octet_length(p_state)::text || '|' || octet_length(p_provider)::text || '|'
        || octet_length(p_operation)::text || '|' || octet_length(p_model)::text || '|' || octet_length(p_answered)::text
        || '|' || octet_length(p_key_mode)::text || '|' || octet_length(p_basis)::text || '|'
        || octet_length(p_version)::text || '|' || octet_length(p_run)::text || '|' || p_state || p_provider || p_operation || p_model || p_answered
        || p_key_mode || p_basis || p_version || p_run || p_detail, 'UTF8'))
$$;

-- The hash of a grant, made in the same way: id, wallet_id, priority, granted, cost, the three times, the lengths of
-- source, reference and reason, then these texts and models.
CREATE FUNCTION tg_grant_hash(g credit_grant) RETURNS bytea LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT sha256(convert_to(
        g.id::text || '|' || g.wallet_id::text || '|' || g.priority::text || '|' || g.granted::text || '|' || g.cost::text
        || '|' || tg_micros(g.created_at)::text || '|' || tg_micros(g.effective_at)::text || '|'
        || tg_micros(g.expires_at)::text || '|' || octet_length(g.source)::text || '|' || octet_length(g.reference)::text
        || '|' || octet_length(g.reason)::text || '|' || g.source || g.reference || g.reason || g.models, 'UTF8'))
$$;

-- Writes one entry, for whoever has the wallet's lock, and moves the wallet's figures along; the lots are the caller's.
-- The functions for many calls do the same for a batch at once.
CREATE FUNCTION tg_post(
    p_wallet bigint, p_kind text, p_from text, p_to text, p_amount bigint, p_grant bigint, p_reference text,
    p_document bytea, p_at timestamptz)
RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    w wallet;
BEGIN
    UPDATE wallet SET
           posted = posted + CASE WHEN p_to = 'wallet' THEN p_amount WHEN p_from = 'wallet' THEN -p_amount ELSE 0 END,
           debt = debt + CASE WHEN p_from = 'debt' THEN p_amount WHEN p_to = 'debt' THEN -p_amount ELSE 0 END,
           seq = seq + 1
     WHERE id = p_wallet RETURNING * INTO STRICT w;
    w.chain := tg_chain(w.chain, w.id, w.seq, p_kind, p_from, p_to, p_amount, w.posted - w.debt, p_grant, tg_micros(p_at),
                        p_reference, p_document);
    UPDATE wallet SET chain = w.chain WHERE id = p_wallet;
    INSERT INTO entry (wallet_id, wallet_seq, kind, from_account, to_account, amount, balance, grant_id, reference, document,
                       hash, at)
    VALUES (w.id, w.seq, p_kind, p_from, p_to, p_amount, w.posted - w.debt, p_grant, p_reference, p_document, w.chain, p_at);
END $$;

-- What a wallet has at this moment.
CREATE FUNCTION tg_funds(p_wallet bigint)
RETURNS TABLE (available bigint, on_hold bigint, debt bigint) LANGUAGE sql STABLE AS $$
    SELECT greatest(coalesce((SELECT sum(l.free)::bigint FROM unnest(w.lot_free, w.lot_from, w.lot_until) l (free, since, until)
                               WHERE l.since <= clock_timestamp() AND l.until > clock_timestamp()), 0) - w.debt, 0),
           w.held, w.debt
      FROM wallet w WHERE w.id = p_wallet
$$;

-- Whether a lot may pay for a model.
CREATE FUNCTION tg_applies(p_models text, p_model text) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT p_models = '' OR p_model LIKE ANY (string_to_array(p_models, ' '))
$$;
