-- The prices that were ever used, and when each counted. What is in force is what this log says, on every node and by the
-- clock of this database; a pricing file is one way into it.

-- version is what the price book calls itself: the beginning of the SHA-256 of the text.
CREATE TABLE price_version (
    version   text PRIMARY KEY CHECK (version ~ '^[0-9a-f]{8,64}$'),
    text      text NOT NULL,
    stored_at timestamptz NOT NULL
);

-- From effective_at on the version counts, until another one does. Written one at a time (tg_price_change), so that seq and
-- at go up together: an activation at once has effective_at = at.
CREATE TABLE price_activation (
    seq          bigint PRIMARY KEY,
    version      text NOT NULL REFERENCES price_version,
    effective_at timestamptz NOT NULL,
    actor        text NOT NULL,
    reason       text NOT NULL,
    source       text NOT NULL CHECK (source IN ('file', 'api', 'rollback')),
    at           timestamptz NOT NULL,
    CHECK (effective_at >= at)
);
CREATE INDEX price_activation_order ON price_activation (effective_at, seq);
CREATE INDEX price_activation_file ON price_activation (seq) WHERE source = 'file';

DO $$
DECLARE
    v_table text;
BEGIN
    FOREACH v_table IN ARRAY ARRAY['price_version', 'price_activation'] LOOP
        EXECUTE format('CREATE TRIGGER %I BEFORE UPDATE OR DELETE ON %I FOR EACH ROW EXECUTE FUNCTION tg_append_only()',
                       v_table || '_append_only', v_table);
        EXECUTE format('CREATE TRIGGER %I BEFORE TRUNCATE ON %I FOR EACH STATEMENT EXECUTE FUNCTION tg_append_only()',
                       v_table || '_no_truncate', v_table);
    END LOOP;
END $$;

-- Tells all nodes, with the commit, that the log has a new row.
CREATE FUNCTION tg_price_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify('tg_price', NEW.seq::text);
    RETURN NULL;
END $$;

CREATE TRIGGER price_activation_changed AFTER INSERT ON price_activation FOR EACH ROW EXECUTE FUNCTION tg_price_changed();

-- The log with what was withdrawn before its time came: a rollback withdraws all that was scheduled (else it would be undone
-- by it), and the file withdraws what it had scheduled itself (it does not say so any more).
CREATE VIEW price_log AS
SELECT a.*,
       a.effective_at > a.at AND EXISTS (
           SELECT FROM price_activation b
            WHERE b.seq > a.seq AND b.at < a.effective_at
              AND (b.source = 'rollback' OR b.source = 'file' AND a.source = 'file')) AS withdrawn
  FROM price_activation a;

-- The time by which prices count: that of this database, never before the newest row of the log. So a clock that is set back
-- does not bring back prices that were replaced.
CREATE FUNCTION tg_price_time() RETURNS timestamptz LANGUAGE sql AS $$
    SELECT greatest(clock_timestamp(), (SELECT max(at) FROM price_activation))
$$;

-- Stores a text and activates it; or activates a version that is stored already, for which the text may be NULL.
-- p_effective: from when on; NULL or a time that has passed: at once.
-- Status: APPLIED, SCHEDULED; UNCHANGED, with the row that says so already; NO_VERSION, nothing is stored under that name;
-- OTHER_TEXT, something else is; NEVER_IN_FORCE, a rollback to what has not counted yet.
-- UNCHANGED is for the file: it said the same the last time, whatever was applied since; for the API: it is in force, or
-- scheduled for just that time; for a rollback: it is in force and nothing is scheduled.
CREATE FUNCTION tg_price_change(
    p_version text, p_text text, p_effective timestamptz, p_actor text, p_reason text, p_source text)
RETURNS TABLE (status text, seq bigint, version text, effective_at timestamptz, actor text, reason text, source text,
               at timestamptz, withdrawn boolean) LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
    v_now     timestamptz;
    v_last    bigint;
    v_current bigint;
    v_same    bigint;
    v_text    text;
    v_status  text;
BEGIN
    -- One at a time, until the commit; every statement below sees what was committed before.
    PERFORM pg_advisory_xact_lock(7264012);
    v_now := tg_price_time();
    SELECT l.seq INTO v_current FROM price_log l WHERE NOT l.withdrawn AND l.effective_at <= v_now
     ORDER BY l.effective_at DESC, l.seq DESC LIMIT 1;

    SELECT p.text INTO v_text FROM price_version p WHERE p.version = p_version;
    IF p_text IS NULL AND NOT FOUND THEN
        RETURN QUERY SELECT 'NO_VERSION', NULL::bigint, p_version, v_now, p_actor, p_reason, p_source, v_now, false;
        RETURN;
    ELSIF p_text <> v_text THEN
        RETURN QUERY SELECT 'OTHER_TEXT', NULL::bigint, p_version, v_now, p_actor, p_reason, p_source, v_now, false;
        RETURN;
    END IF;

    IF p_source = 'rollback' AND NOT EXISTS (
        SELECT FROM price_log l WHERE l.version = p_version AND NOT l.withdrawn AND l.effective_at <= v_now) THEN
        RETURN QUERY SELECT 'NEVER_IN_FORCE', NULL::bigint, p_version, v_now, p_actor, p_reason, p_source, v_now, false;
        RETURN;
    END IF;

    IF p_source = 'file' THEN
        SELECT a.seq INTO v_same FROM
            (SELECT f.* FROM price_activation f WHERE f.source = 'file' ORDER BY f.seq DESC LIMIT 1) a WHERE a.version = p_version;
    ELSIF p_source = 'api' AND p_effective > v_now THEN
        SELECT a.seq INTO v_same FROM
            (SELECT l.* FROM price_log l WHERE NOT l.withdrawn AND l.effective_at = p_effective ORDER BY l.seq DESC LIMIT 1) a
         WHERE a.version = p_version;
    ELSIF p_source = 'api' OR NOT EXISTS (SELECT FROM price_log l WHERE NOT l.withdrawn AND l.effective_at > v_now) THEN
        SELECT a.seq INTO v_same FROM price_activation a WHERE a.seq = v_current AND a.version = p_version;
    END IF;

    IF v_same IS NOT NULL THEN
        v_status := 'UNCHANGED';
    ELSE
        v_status := CASE WHEN p_effective > v_now THEN 'SCHEDULED' ELSE 'APPLIED' END;
        IF v_text IS NULL THEN
            INSERT INTO price_version (version, text, stored_at) VALUES (p_version, p_text, v_now);
        END IF;
        SELECT coalesce(max(a.seq), 0) INTO v_last FROM price_activation a;
        v_same := v_last + 1;
        INSERT INTO price_activation (seq, version, effective_at, actor, reason, source, at)
        VALUES (v_same, p_version, greatest(p_effective, v_now), p_actor, p_reason, p_source, v_now);
    END IF;
    RETURN QUERY SELECT v_status, l.* FROM price_log l WHERE l.seq = v_same;
END $$;
