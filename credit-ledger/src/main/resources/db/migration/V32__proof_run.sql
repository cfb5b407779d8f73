-- Proofs of the books that the gateways made on their own, so that they share the work and its result.
CREATE TABLE proof_run (
    at       timestamptz PRIMARY KEY,
    millis   bigint NOT NULL,
    entries  bigint NOT NULL,
    findings bigint NOT NULL
);

-- For how many months after this one, without a gap, a partitioned table has tables.
CREATE FUNCTION tg_months_ahead(p_table text) RETURNS int LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_ahead int := 0;
BEGIN
    WHILE to_regclass(p_table || '_' || to_char(date_trunc('month', now() AT TIME ZONE 'UTC') + make_interval(months => v_ahead + 1), 'YYYY_MM'))
          IS NOT NULL LOOP
        v_ahead := v_ahead + 1;
    END LOOP;
    RETURN v_ahead;
END $$;
