-- Who changed what: one chain of rows for the whole gateway, each written by the commit that it tells of. was and became are
-- JSON, kept as text, so that what was hashed is what is read. hash: see tg_audit_hash.
CREATE TABLE audit (
    seq     bigint      PRIMARY KEY,
    at      timestamptz NOT NULL,
    actor   text        NOT NULL,
    action  text        NOT NULL,
    target  text        NOT NULL,
    reason  text        NOT NULL,
    was     text        NOT NULL,
    became  text        NOT NULL,
    request text        NOT NULL,
    hash    bytea       NOT NULL
);
CREATE INDEX audit_target ON audit (target, seq);
CREATE TRIGGER audit_append_only BEFORE UPDATE OR DELETE ON audit FOR EACH ROW EXECUTE FUNCTION tg_append_only();
CREATE TRIGGER audit_no_truncate BEFORE TRUNCATE ON audit FOR EACH STATEMENT EXECUTE FUNCTION tg_append_only();

-- The last row of the audit, as wallet.seq and wallet.chain are of the journal: rows cut off at the end are missed here. Its
-- row is the lock under which rows are added.
CREATE TABLE audit_head (
    one  boolean PRIMARY KEY DEFAULT true CHECK (one),
    seq  bigint  NOT NULL,
    hash bytea   NOT NULL
);
INSERT INTO audit_head (seq, hash) VALUES (0, '');

-- SHA-256 over the hash of the row before (nothing for the first), then, made as that of a grant: seq, the time, the
-- lengths of all texts but the last, then the texts in their order.
CREATE FUNCTION tg_audit_hash(p_before bytea, a audit) RETURNS bytea LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT sha256(p_before || convert_to(
        a.seq::text || '|' || tg_micros(a.at)::text || '|' || octet_length(a.actor)::text || '|'
        || octet_length(a.action)::text || '|' || octet_length(a.target)::text || '|' || octet_length(a.reason)::text || '|'
        || octet_length(a.was)::text || '|' || octet_length(a.became)::text || '|' || a.actor || a.action || a.target
        || a.reason || a.was || a.became || a.request, 'UTF8'))
$$;

-- What a transaction has to tell, until its commit: only that adds it to the chain. So nobody waits for somebody else's
-- client, and the lock of the chain is always the last one. After the commit there is nothing of it here, so that nothing is
-- lost with a table that no crash keeps.
CREATE UNLOGGED TABLE audit_note (
    id      bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    actor   text NOT NULL,
    action  text NOT NULL,
    target  text NOT NULL,
    reason  text NOT NULL,
    was     text NOT NULL,
    became  text NOT NULL,
    request text NOT NULL
);

-- Adds a row with the commit of this transaction.
CREATE FUNCTION tg_audit(
    p_actor text, p_action text, p_target text, p_reason text, p_was text, p_became text, p_request text)
RETURNS void LANGUAGE sql AS $$
    INSERT INTO audit_note (actor, action, target, reason, was, became, request)
    VALUES (p_actor, p_action, p_target, p_reason, p_was, p_became, p_request)
$$;

CREATE FUNCTION tg_audit_chain() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    h audit_head;
    a audit;
BEGIN
    DELETE FROM audit_note WHERE id = NEW.id;
    SELECT * INTO STRICT h FROM audit_head FOR UPDATE;
    a := ROW(h.seq + 1, clock_timestamp(), NEW.actor, NEW.action, NEW.target, NEW.reason, NEW.was, NEW.became, NEW.request, NULL);
    a.hash := tg_audit_hash(h.hash, a);
    INSERT INTO audit SELECT a.*;
    UPDATE audit_head SET seq = a.seq, hash = a.hash;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER audit_note_chain AFTER INSERT ON audit_note DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION tg_audit_chain();
