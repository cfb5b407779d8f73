-- Sums of the usage log for charts. They are kept by a job that reads what was settled since it last looked; nothing of this
-- is in the way of money. All of it can be made again from the log (tg_roll_again).
--
-- Sums are for quarters of an hour, because there are time zones whose days begin at half or a quarter past an hour of UTC;
-- none begins anywhere else. What counts is when a record was settled: that is when it was charged, by this database's clock.
--
-- Quarters are added up to days of UTC, and for questions about everybody to parts of three hours and to eight days, so that a month is read as
-- its days, and some parts and quarters at both ends. Quarters are kept every few seconds, the others when a quarter is over.

-- Times of settlement rise with the place in the table, so the index that finds them is tiny, and next to free to keep.
CREATE INDEX usage_record_settled ON usage_record USING brin (settled_at) WITH (autosummarize = on);

-- What is summed. failed: the provider did not answer as it should. timed, millis: requests whose time is known, and that
-- time. usd: what the credits were worth, where the prices tell; with_cost: the part of that for which the cost to the
-- platform is known; cost: that cost.
CREATE TYPE tg_figures AS (
    requests      bigint,
    failed        bigint,
    credits       numeric,
    input_tokens  bigint,
    output_tokens bigint,
    timed         bigint,
    millis        bigint,
    usd           numeric,
    with_cost     numeric,
    cost          numeric
);

-- Quarters of an hour ----------------------------------------------------------------------------------------------

CREATE TABLE usage_rollup (
    wallet_id bigint      NOT NULL,
    bucket    timestamptz NOT NULL,
    provider  text        NOT NULL,
    operation text        NOT NULL,
    model     text        NOT NULL,
    source    text        NOT NULL,
    key       text        NOT NULL,
    LIKE tg_figures,
    PRIMARY KEY (wallet_id, bucket, provider, operation, model, source, key)
) WITH (fillfactor = 85);
CREATE INDEX usage_rollup_bucket ON usage_rollup USING brin (bucket) WITH (autosummarize = on);

-- One row for each tag that records of the time have: a record with two tags is in two rows.
CREATE TABLE usage_rollup_tag (
    wallet_id bigint      NOT NULL,
    bucket    timestamptz NOT NULL,
    tag       text        NOT NULL,
    LIKE tg_figures,
    PRIMARY KEY (wallet_id, bucket, tag)
) WITH (fillfactor = 85);
CREATE INDEX usage_rollup_tag_bucket ON usage_rollup_tag USING brin (bucket) WITH (autosummarize = on);

-- Everything that an account used; wallet 0, which nobody has, is all of them together.
CREATE TABLE usage_rollup_total (
    wallet_id bigint      NOT NULL,
    bucket    timestamptz NOT NULL,
    LIKE tg_figures,
    PRIMARY KEY (wallet_id, bucket)
) WITH (fillfactor = 85);
CREATE INDEX usage_rollup_total_bucket ON usage_rollup_total USING brin (bucket) WITH (autosummarize = on);

-- All accounts together.
CREATE TABLE usage_rollup_house (
    bucket    timestamptz NOT NULL,
    provider  text        NOT NULL,
    operation text        NOT NULL,
    model     text        NOT NULL,
    LIKE tg_figures,
    PRIMARY KEY (bucket, provider, operation, model)
) WITH (fillfactor = 70);

-- Days of UTC, eight days, and parts of three hours ----------------------------------------------------------------

CREATE TABLE usage_rollup_own (
    LIKE usage_rollup INCLUDING DEFAULTS,
    PRIMARY KEY (wallet_id, bucket, provider, operation, model, source, key)
) WITH (fillfactor = 85);
CREATE INDEX usage_rollup_own_bucket ON usage_rollup_own USING brin (bucket) WITH (autosummarize = on);

CREATE TABLE usage_rollup_own_tag (
    LIKE usage_rollup_tag INCLUDING DEFAULTS,
    PRIMARY KEY (wallet_id, bucket, tag)
) WITH (fillfactor = 85);
CREATE INDEX usage_rollup_own_tag_bucket ON usage_rollup_own_tag USING brin (bucket) WITH (autosummarize = on);

-- For questions about everybody. hours: 3, 24 or 192.
CREATE TABLE usage_rollup_account (
    hours     smallint    NOT NULL,
    bucket    timestamptz NOT NULL,
    wallet_id bigint      NOT NULL,
    LIKE tg_figures,
    PRIMARY KEY (hours, bucket, wallet_id)
) WITH (fillfactor = 85);

-- kind: what the name is of; 'tag': a record with two is in two rows.
CREATE TABLE usage_rollup_name (
    hours     smallint    NOT NULL,
    kind      text        NOT NULL,
    bucket    timestamptz NOT NULL,
    name      text        NOT NULL,
    LIKE tg_figures,
    PRIMARY KEY (hours, kind, bucket, name)
) WITH (fillfactor = 85);

-- The quarters have every record that was settled before the watermark, and none that was settled later. Up to fence_at they may
-- go on when every transaction before the fence has ended. Days and parts have all quarters before days_to, and no later ones.
CREATE TABLE usage_rollup_state (
    one       boolean PRIMARY KEY DEFAULT true CHECK (one),
    watermark timestamptz NOT NULL,
    fence_at  timestamptz NOT NULL,
    fence     xid8        NOT NULL,
    days_to   timestamptz NOT NULL
);
INSERT INTO usage_rollup_state (watermark, fence_at, fence, days_to)
SELECT at, at, pg_current_xact_id(), date_bin('15 minutes', at, 'epoch')
  FROM (SELECT coalesce(min(settled_at), clock_timestamp()) - interval '1 hour' AS at FROM usage_record) first;

-- A text that is no JSON tells nothing, and keeps nobody from the others. A zero character is one that a text cannot have.
CREATE FUNCTION tg_detail(p_detail text) RETURNS jsonb LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN p_detail::jsonb;
EXCEPTION WHEN data_exception THEN
    BEGIN
        RETURN replace(p_detail, '\u0000', '\ufffd')::jsonb;
    EXCEPTION WHEN data_exception THEN
        RETURN '{}';
    END;
END $$;

-- What the detail of a usage record tells, as far as it is what it should be. Becomes a part of the query; each OFFSET keeps
-- what is inside from being computed more than once.
CREATE FUNCTION tg_usage_facts(p_detail text)
RETURNS TABLE (usd numeric, cost numeric, timed bigint, millis bigint, failed bigint, tags jsonb)
LANGUAGE sql STABLE AS $$
    SELECT CASE jsonb_typeof(d -> 'usd') WHEN 'number' THEN (d -> 'usd')::numeric END,
           CASE jsonb_typeof(d -> 'costUsd') WHEN 'number' THEN (d -> 'costUsd')::numeric END,
           CASE WHEN calls IS NULL THEN 0::bigint ELSE 1 END,
           (SELECT least(greatest(sum((c -> 'millis')::numeric) FILTER (WHERE jsonb_typeof(c -> 'millis') = 'number'), 0), 1000000000)
              FROM jsonb_array_elements(calls) c)::bigint,
           CASE WHEN calls IS NULL OR calls -> -1 ->> 'outcome' IN ('completed', 'client_left') THEN 0::bigint ELSE 1 END,
           CASE jsonb_typeof(d -> 'tags') WHEN 'object' THEN d -> 'tags' ELSE '{}' END
      FROM (SELECT d, CASE WHEN jsonb_typeof(d -> 'attempts') = 'array' AND d -> 'attempts' <> '[]' THEN d -> 'attempts' END AS calls
              FROM (SELECT tg_detail(p_detail) AS d OFFSET 0) parsed OFFSET 0) told
    OFFSET 0
$$;

-- The usage log as it is summed; for queries about what is not summed yet, too. Names are cut so that they fit into an index,
-- and counts that no call can have are none. A key is told by the name that its owner knows it by.
CREATE VIEW usage_fact WITH (security_invoker = true) AS
SELECT u.wallet_id, u.request_id, u.settled_at, date_bin('15 minutes', u.settled_at, 'epoch') AS bucket,
       left(u.provider, 60) AS provider, left(u.operation, 40) AS operation, left(u.model, 200) AS model,
       left(coalesce(f.tags ->> 'source', f.tags ->> 'feature', ''), 100) AS source,
       coalesce(k.public_id, '') AS key, f.tags,
       1::bigint AS requests, f.failed, u.charged::numeric AS credits,
       least(u.input_tokens, 1000000000000) AS input_tokens, least(u.output_tokens, 1000000000000) AS output_tokens,
       f.timed, f.millis, coalesce(f.usd, 0) AS usd,
       CASE WHEN f.cost IS NULL THEN 0 ELSE coalesce(f.usd, 0) END AS with_cost, coalesce(f.cost, 0) AS cost
  FROM usage_record u CROSS JOIN LATERAL tg_usage_facts(u.detail) f LEFT JOIN api_key k ON k.id = u.key_id;

-- A list of all figures, each as p_each makes it.
CREATE FUNCTION tg_figures_as(p_each text) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT string_agg(format(p_each, attname), ', ' ORDER BY attnum)
      FROM pg_attribute WHERE attrelid = 'tg_figures'::regclass AND attnum > 0
$$;

-- The text of an INSERT of rows into sums, where {sums} stands for the sums of all figures; they are added to what is there.
-- p_anew: nothing is, which need not be looked for then.
CREATE FUNCTION tg_roll_insert(p_table text, p_keys text, p_rows text, p_anew boolean) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT format('INSERT INTO %I AS t (%s, %s) %s', p_table, p_keys, tg_figures_as('%1$s'),
                  replace(p_rows, '{sums}', tg_figures_as('sum(%1$s) AS %1$s')))
        || CASE WHEN p_anew THEN ''
                ELSE format(' ON CONFLICT (%s) DO UPDATE SET %s', p_keys, tg_figures_as('%1$s = t.%1$s + excluded.%1$s')) END
$$;

-- Adds to the quarters what was settled from p_from on and before p_to. Rows of the same time are put beside each other, which
-- the indexes by time live on.
CREATE FUNCTION tg_roll_range(p_from timestamptz, p_to timestamptz, p_anew boolean DEFAULT false) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format($q$
        WITH fresh AS MATERIALIZED (SELECT * FROM usage_fact WHERE settled_at >= $1 AND settled_at < $2),
        own AS MATERIALIZED (
            SELECT wallet_id, bucket, provider, operation, model, source, key, %s FROM fresh GROUP BY 1, 2, 3, 4, 5, 6, 7),
        a AS (%s), b AS (%s), c AS (%s) %s$q$,
        tg_figures_as('sum(%1$s) AS %1$s'),
        tg_roll_insert('usage_rollup', 'wallet_id, bucket, provider, operation, model, source, key',
            'SELECT * FROM own ORDER BY bucket', p_anew),
        tg_roll_insert('usage_rollup_tag', 'wallet_id, bucket, tag',
            $r$SELECT wallet_id, bucket, left(g.name || CASE g.value WHEN '' THEN '' ELSE '=' || g.value END, 300), {sums}
                 FROM fresh, jsonb_each_text(tags) g (name, value) GROUP BY 1, 2, 3 ORDER BY 2$r$, p_anew),
        tg_roll_insert('usage_rollup_house', 'bucket, provider, operation, model',
            'SELECT bucket, provider, operation, model, {sums} FROM own GROUP BY 1, 2, 3, 4', p_anew),
        tg_roll_insert('usage_rollup_total', 'wallet_id, bucket',
            'SELECT wallet_id, bucket, {sums} FROM own GROUP BY 1, 2
              UNION ALL SELECT 0, bucket, {sums} FROM own GROUP BY 2 ORDER BY 2', p_anew))
    USING p_from, p_to;
END $$;

-- Adds to the days and parts the quarters from p_from on and before p_to.
CREATE FUNCTION tg_roll_days(p_from timestamptz, p_to timestamptz, p_anew boolean DEFAULT false) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    v_names CONSTANT text := $q$
        WITH part AS MATERIALIZED (SELECT date_bin('3 hours', bucket, 'epoch') AS bucket, %2$s AS name, {sums}
                                     FROM %3$I WHERE bucket >= $1 AND bucket < $2 AND %4$s GROUP BY 1, 2)
        SELECT 3, '%1$s', * FROM part UNION ALL
        SELECT hours, '%1$s', date_bin(hours * interval '1 hour', bucket, 'epoch'), name, {sums}
          FROM part, unnest($3::smallint[]) hours GROUP BY 1, 3, 4$q$;
    -- Eight days are added up of their days where these are made anew.
    v_longer CONSTANT smallint[] := CASE WHEN p_anew THEN '{24}' ELSE '{24,192}' END;
    r record;
BEGIN
    FOR r IN SELECT * FROM (VALUES
        ('usage_rollup_own', 'wallet_id, bucket, provider, operation, model, source, key',
         $q$SELECT wallet_id, date_bin('1 day', bucket, 'epoch'), provider, operation, model, source, key, {sums}
              FROM usage_rollup WHERE bucket >= $1 AND bucket < $2 GROUP BY 1, 2, 3, 4, 5, 6, 7$q$),
        ('usage_rollup_own_tag', 'wallet_id, bucket, tag',
         $q$SELECT wallet_id, date_bin('1 day', bucket, 'epoch'), tag, {sums}
              FROM usage_rollup_tag WHERE bucket >= $1 AND bucket < $2 GROUP BY 1, 2, 3$q$),
        ('usage_rollup_account', 'hours, bucket, wallet_id',
         $q$WITH part AS MATERIALIZED (SELECT date_bin('3 hours', bucket, 'epoch') AS bucket, wallet_id, {sums}
                                         FROM usage_rollup_total WHERE bucket >= $1 AND bucket < $2 AND wallet_id <> 0 GROUP BY 1, 2)
            SELECT 3, * FROM part UNION ALL
            SELECT hours, date_bin(hours * interval '1 hour', bucket, 'epoch'), wallet_id, {sums}
              FROM part, unnest($3::smallint[]) hours GROUP BY 1, 2, 3$q$),
        ('usage_rollup_name', 'hours, kind, bucket, name',
         format(v_names, 'model', 'model', 'usage_rollup_house', $q$operation <> 'spend'$q$)),
        ('usage_rollup_name', 'hours, kind, bucket, name',
         format(v_names, 'service', 'model', 'usage_rollup_house', $q$operation = 'spend'$q$)),
        ('usage_rollup_name', 'hours, kind, bucket, name', format(v_names, 'provider', 'provider', 'usage_rollup_house', 'true')),
        ('usage_rollup_name', 'hours, kind, bucket, name', format(v_names, 'operation', 'operation', 'usage_rollup_house', 'true')),
        ('usage_rollup_name', 'hours, kind, bucket, name', format(v_names, 'source', 'source', 'usage_rollup', 'true')),
        ('usage_rollup_name', 'hours, kind, bucket, name', format(v_names, 'key', 'key', 'usage_rollup', 'true')),
        ('usage_rollup_name', 'hours, kind, bucket, name', format(v_names, 'tag', 'tag', 'usage_rollup_tag', 'true'))
    ) sums (name, keys, quarters) LOOP
        EXECUTE tg_roll_insert(r.name, r.keys, r.quarters, p_anew) USING p_from, p_to, v_longer;
    END LOOP;
END $$;

-- Takes the sums on by one step, p_step of time at most, in one commit with the watermark; answers where they are, and
-- whether more could be done at once. Only one caller at a time works, the others are answered nothing.
--
-- A record's time is taken after its transaction has its number (its wallet was locked before). So every record that is
-- older than v_at is of a transaction with a lower number than v_fence, which is drawn after v_at: when all of those have
-- ended, no older record can come any more, however long its commit took. p_margin is for clocks that are set back, such as
-- that of another server that takes over.
--
-- Days and parts follow when a quarter is over.
CREATE FUNCTION tg_roll_up(p_step interval, p_margin interval)
RETURNS TABLE (rolled_to timestamptz, behind boolean) LANGUAGE plpgsql AS $$
DECLARE
    v_at    timestamptz := clock_timestamp();
    v_fence xid8;
    v_over  timestamptz;
    v_days  timestamptz;
    s       usage_rollup_state;
BEGIN
    IF pg_current_xact_id_if_assigned() IS NOT NULL THEN
        RAISE EXCEPTION 'tg_roll_up must be the first that its transaction does' USING ERRCODE = 'TG006';
    END IF;
    v_fence := pg_current_xact_id();
    SELECT * INTO s FROM usage_rollup_state FOR UPDATE SKIP LOCKED;
    IF NOT FOUND THEN RETURN; END IF;
    behind := false;
    IF s.watermark < s.fence_at AND s.fence <= pg_snapshot_xmin(pg_current_snapshot()) THEN
        rolled_to := least(s.fence_at, s.watermark + p_step);
        PERFORM tg_roll_range(s.watermark, rolled_to);
        s.watermark := rolled_to;
        behind := rolled_to < s.fence_at;
    END IF;
    -- A fence above all numbers is of another server, whose books were brought here.
    IF s.watermark >= s.fence_at OR s.fence > v_fence THEN
        s.fence_at := greatest(v_at - p_margin, s.watermark);
        s.fence := v_fence;
    END IF;
    v_over := date_bin('15 minutes', s.watermark, 'epoch');
    IF s.days_to < v_over THEN
        v_days := least(v_over, date_bin('15 minutes', s.days_to + greatest(p_step, interval '15 minutes'), 'epoch'));
        PERFORM tg_roll_days(s.days_to, v_days);
        s.days_to := v_days;
        behind := behind OR v_days < v_over;
    END IF;
    UPDATE usage_rollup_state SET watermark = s.watermark, fence_at = s.fence_at, fence = s.fence, days_to = s.days_to;
    rolled_to := s.watermark;
    RETURN NEXT;
END $$;

-- What can be summed anew: from the first day whose records are all in the log to the watermark. Days of months that were
-- taken out of the books keep the sums that they have.
CREATE FUNCTION tg_roll_span() RETURNS TABLE (first timestamptz, rolled_to timestamptz) LANGUAGE plpgsql AS $$
BEGIN
    RETURN QUERY
    SELECT date_bin('1 day', coalesce((SELECT max(o.until) + interval '1 day' FROM opening o),
                                      least((SELECT min(u.settled_at) FROM usage_record u),
                                            (SELECT min(h.bucket) FROM usage_rollup_house h),
                                            (SELECT min(t.bucket) FROM usage_rollup_total t WHERE t.wallet_id = 0),
                                            (SELECT min(a.bucket) FROM usage_rollup_account a WHERE a.hours = 24), s.watermark)), 'epoch'),
           s.watermark
      FROM usage_rollup_state s;
END $$;

-- Sums the days (of UTC) from p_from on and before p_to anew. Who reads meanwhile sees the old sums until it is done. The sums
-- are taken on meanwhile, but for the eight days that are not over. There are nearly as many sums as records where most accounts call
-- seldom, and so many are made faster one after the other, of sorted rows, than all at once.
CREATE FUNCTION tg_roll_again(p_from timestamptz, p_to timestamptz) RETURNS void
LANGUAGE plpgsql SET work_mem = '128MB' SET enable_hashagg = off AS $$
DECLARE
    v_first CONSTANT timestamptz := date_bin('8 days', p_from, 'epoch');
    v_end   CONSTANT timestamptz := date_bin('8 days', p_to + interval '7 days', 'epoch');
    s       usage_rollup_state;
    v_name  text;
BEGIN
    IF p_from <> date_bin('1 day', p_from, 'epoch') OR p_to <> date_bin('1 day', p_to, 'epoch') THEN
        RAISE EXCEPTION 'whole days of UTC can be summed anew, not % to %', p_from, p_to USING ERRCODE = 'TG006';
    END IF;
    PERFORM pg_advisory_xact_lock(7264018);
    SELECT * INTO STRICT s FROM usage_rollup_state;
    IF v_end > s.days_to THEN
        SELECT * INTO STRICT s FROM usage_rollup_state FOR UPDATE;
    END IF;
    FOREACH v_name IN ARRAY ARRAY['', '_tag', '_total', '_house', '_own', '_own_tag', '_account', '_name'] LOOP
        EXECUTE format('DELETE FROM %I WHERE bucket >= $1 AND bucket < $2', 'usage_rollup' || v_name) USING p_from, p_to;
    END LOOP;
    PERFORM tg_roll_range(p_from, least(p_to, s.watermark), true);
    -- New rows are found by time only when the indexes by time have heard of them.
    PERFORM brin_summarize_new_values(name::regclass)
       FROM unnest('{usage_rollup_bucket,usage_rollup_tag_bucket,usage_rollup_total_bucket}'::text[]) name;
    PERFORM tg_roll_days(p_from, least(p_to, s.days_to), true);
    DELETE FROM usage_rollup_account WHERE hours = 192 AND bucket >= v_first AND bucket < v_end;
    DELETE FROM usage_rollup_name WHERE hours = 192 AND bucket >= v_first AND bucket < v_end;
    EXECUTE tg_roll_insert('usage_rollup_account', 'hours, bucket, wallet_id',
        $q$SELECT 192, date_bin('8 days', bucket, 'epoch'), wallet_id, {sums} FROM usage_rollup_account
            WHERE hours = 24 AND bucket >= $1 AND bucket < $2 GROUP BY 2, 3$q$, true) USING v_first, v_end;
    EXECUTE tg_roll_insert('usage_rollup_name', 'hours, kind, bucket, name',
        $q$SELECT 192, kind, date_bin('8 days', bucket, 'epoch'), name, {sums} FROM usage_rollup_name
            WHERE hours = 24 AND bucket >= $1 AND bucket < $2 GROUP BY 2, 3, 4$q$, true) USING v_first, v_end;
END $$;
