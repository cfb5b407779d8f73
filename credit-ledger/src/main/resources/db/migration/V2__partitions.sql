-- Months of the journal and of the usage records are tables of their own, so that old ones can be detached and kept
-- elsewhere. They are made ahead; what fits into none goes to a table that should be empty.
CREATE TABLE entry_rest PARTITION OF entry DEFAULT;
CREATE TABLE usage_record_rest PARTITION OF usage_record DEFAULT;

-- The least request id of a moment.
CREATE FUNCTION tg_first_id(p_at timestamptz) RETURNS uuid LANGUAGE sql IMMUTABLE AS $$
    SELECT (lpad(to_hex((extract(epoch FROM p_at) * 1000)::bigint), 12, '0') || repeat('0', 20))::uuid
$$;

-- Makes the months from this one to p_ahead later, where they are missing; answers how many tables it made. A month of
-- which rows lie in the table for the rest already stays there. A month that cannot be made now is made by a later call.
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
        v_made := v_made + tg_make_month('entry', v_from, v_from::text, v_to::text)
                         + tg_make_month('usage_record', v_from, tg_first_id(v_from)::text, tg_first_id(v_to)::text);
    END LOOP;
    RETURN v_made;
END $$;

-- A table made beside its parent and attached then does not keep anybody from reading or writing the others. Attaching
-- locks the table for the rest for a moment: who reads that, a proof for example, is not waited for longer than a moment
-- either, because everybody else would have to wait behind. A TRUNCATE of a month by its name fires no trigger of its
-- parent, so each has one of its own.
CREATE FUNCTION tg_make_month(p_table text, p_month timestamptz, p_from text, p_to text) RETURNS int
LANGUAGE plpgsql SET lock_timeout = '100ms' AS $$
DECLARE
    v_name text := format('%s_%s', p_table, to_char(p_month AT TIME ZONE 'UTC', 'YYYY_MM'));
BEGIN
    IF to_regclass(v_name) IS NOT NULL THEN RETURN 0; END IF;
    EXECUTE format('CREATE TABLE %I (LIKE %I INCLUDING ALL)', v_name, p_table);
    EXECUTE format('CREATE TRIGGER no_truncate BEFORE TRUNCATE ON %I FOR EACH STATEMENT EXECUTE FUNCTION tg_append_only()', v_name);
    EXECUTE format('ALTER TABLE %I ATTACH PARTITION %I FOR VALUES FROM (%L) TO (%L)', p_table, v_name, p_from, p_to);
    RETURN 1;
EXCEPTION WHEN check_violation OR lock_not_available THEN
    RETURN 0;
END $$;
