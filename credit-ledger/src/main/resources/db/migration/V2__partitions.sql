-- Months of the journal and of the usage records are tables of their own, so that old ones can be detached and kept
-- elsewhere. They are made ahead; what fits into none goes to a table that should be empty.
CREATE TABLE entry_rest PARTITION OF entry DEFAULT;
CREATE TABLE usage_record_rest PARTITION OF usage_record DEFAULT;

-- The least request id of a moment.
CREATE FUNCTION tg_first_id(p_at timestamptz) RETURNS uuid LANGUAGE sql IMMUTABLE AS $$
    SELECT (lpad(to_hex((extract(epoch FROM p_at) * 1000)::bigint), 12, '0') || repeat('0', 20))::uuid
$$;

-- Makes the months from this one to p_ahead later, where they are missing; answers how many it made.
CREATE FUNCTION tg_make_months(p_ahead int) RETURNS int LANGUAGE plpgsql AS $$
DECLARE
    v_made int := 0;
    v_from timestamptz;
    v_to   timestamptz;
BEGIN
    PERFORM pg_advisory_xact_lock(7264003);
    FOR m IN 0 .. p_ahead LOOP
        v_from := (date_trunc('month', now() AT TIME ZONE 'UTC') + make_interval(months => m)) AT TIME ZONE 'UTC';
        v_to := (date_trunc('month', now() AT TIME ZONE 'UTC') + make_interval(months => m + 1)) AT TIME ZONE 'UTC';
        CONTINUE WHEN to_regclass(format('entry_%s', to_char(v_from AT TIME ZONE 'UTC', 'YYYY_MM'))) IS NOT NULL;
        EXECUTE format('CREATE TABLE entry_%s PARTITION OF entry FOR VALUES FROM (%L) TO (%L)',
                       to_char(v_from AT TIME ZONE 'UTC', 'YYYY_MM'), v_from, v_to);
        EXECUTE format('CREATE TABLE usage_record_%s PARTITION OF usage_record FOR VALUES FROM (%L) TO (%L)',
                       to_char(v_from AT TIME ZONE 'UTC', 'YYYY_MM'), tg_first_id(v_from), tg_first_id(v_to));
        v_made := v_made + 1;
    END LOOP;
    RETURN v_made;
END $$;

SELECT tg_make_months(3);
