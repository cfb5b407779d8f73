-- Sums of the usage log for charts. They are kept by a job that reads what was settled since it last looked; nothing of this
-- is in the way of money. All of it can be made again from the log (tg_roll_again).
--
-- Sums are for quarters of an hour, because there are time zones whose days begin at half or a quarter past an hour of UTC;
-- none begins anywhere else. What counts is when a record was settled: that is when it was charged, by this database's clock.

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

-- All accounts together.
CREATE TABLE usage_rollup_house (
    bucket    timestamptz NOT NULL,
    provider  text        NOT NULL,
    operation text        NOT NULL,
    model     text        NOT NULL,
    LIKE tg_figures,
    PRIMARY KEY (bucket, provider, operation, model)
) WITH (fillfactor = 70);

-- Days of UTC, for questions about all accounts.
CREATE TABLE usage_rollup_day (
    bucket    timestamptz NOT NULL,
    wallet_id bigint      NOT NULL,
    LIKE tg_figures,
    PRIMARY KEY (bucket, wallet_id)
) WITH (fillfactor = 70);

-- The names of all accounts' records, by days of UTC. kind: 'source', 'key', or 'tag', where a record with two is in two rows.
CREATE TABLE usage_rollup_name (
    bucket    timestamptz NOT NULL,
    kind      text        NOT NULL,
    name      text        NOT NULL,
    LIKE tg_figures,
    PRIMARY KEY (bucket, kind, name)
) WITH (fillfactor = 70);

-- The sums have every record that was settled before the watermark, and none that was settled later. Up to fence_at they may
-- go on when every transaction before the fence has ended.
CREATE TABLE usage_rollup_state (
    one       boolean PRIMARY KEY DEFAULT true CHECK (one),
    watermark timestamptz NOT NULL,
    fence_at  timestamptz NOT NULL,
    fence     xid8        NOT NULL
);
INSERT INTO usage_rollup_state (watermark, fence_at, fence)
SELECT at, at, pg_current_xact_id()
  FROM (SELECT coalesce(min(settled_at), clock_timestamp()) - interval '1 hour' AS at FROM usage_record) first;

-- What the detail of a usage record tells. A detail that cannot be read tells nothing, and keeps nobody from the others.
CREATE FUNCTION tg_usage_facts(
    p_detail text, OUT usd numeric, OUT cost numeric, OUT timed int, OUT millis bigint, OUT failed int, OUT tags jsonb)
LANGUAGE plpgsql STABLE AS $$
DECLARE
    d jsonb;
BEGIN
    d := replace(p_detail, '\u0000', '\ufffd')::jsonb; -- a zero character is none that a text could have
    usd := (d ->> 'usd')::numeric;
    cost := (d ->> 'costUsd')::numeric;
    tags := CASE jsonb_typeof(d -> 'tags') WHEN 'object' THEN d -> 'tags' ELSE '{}' END;
    timed := 0; millis := 0; failed := 0;
    IF jsonb_typeof(d -> 'attempts') = 'array' AND d -> 'attempts' <> '[]' THEN
        timed := 1;
        SELECT least(greatest(sum((a ->> 'millis')::bigint), 0), 1000000000) INTO millis
          FROM jsonb_array_elements(d -> 'attempts') a;
        failed := CASE WHEN d -> 'attempts' -> -1 ->> 'outcome' IN ('completed', 'client_left') THEN 0 ELSE 1 END;
    END IF;
EXCEPTION WHEN data_exception THEN
    usd := NULL; cost := NULL; timed := 0; millis := 0; failed := 0; tags := '{}';
END $$;

-- The usage log as it is summed; for queries about what is not summed yet, too. Names are cut so that they fit into an index,
-- and counts that no call can have are none. A key is told by the name that its owner knows it by.
CREATE VIEW usage_fact WITH (security_invoker = true) AS
SELECT u.wallet_id, u.request_id, u.settled_at, date_bin('15 minutes', u.settled_at, 'epoch') AS bucket,
       left(u.provider, 60) AS provider, left(u.operation, 40) AS operation, left(u.model, 200) AS model,
       left(coalesce(f.tags ->> 'source', f.tags ->> 'feature', ''), 100) AS source,
       coalesce((SELECT k.public_id FROM api_key k WHERE k.id = u.key_id), '') AS key, f.tags,
       1::bigint AS requests, f.failed::bigint AS failed, u.charged::numeric AS credits,
       least(u.input_tokens, 1000000000000) AS input_tokens, least(u.output_tokens, 1000000000000) AS output_tokens,
       f.timed::bigint AS timed, f.millis, coalesce(f.usd, 0) AS usd,
       CASE WHEN f.cost IS NULL THEN 0 ELSE coalesce(f.usd, 0) END AS with_cost, coalesce(f.cost, 0) AS cost
  FROM usage_record u CROSS JOIN LATERAL tg_usage_facts(u.detail) f;

-- Adds to the sums what was settled from p_from on and before p_to.
CREATE FUNCTION tg_roll_range(p_from timestamptz, p_to timestamptz) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    v_names text[] := ARRAY(SELECT attname FROM pg_attribute WHERE attrelid = 'tg_figures'::regclass AND attnum > 0 ORDER BY attnum);
    v_all   text := array_to_string(v_names, ', ');
    v_sums  text := (SELECT string_agg(format('sum(%s) AS %s', n, n), ', ' ORDER BY nth) FROM unnest(v_names) WITH ORDINALITY t (n, nth));
    v_adds  text := (SELECT string_agg(format('%s = t.%s + excluded.%s', n, n, n), ', ') FROM unnest(v_names) n);
BEGIN
    EXECUTE format($q$
        WITH fresh AS MATERIALIZED (SELECT * FROM usage_fact WHERE settled_at >= $1 AND settled_at < $2),
        own AS MATERIALIZED (
            SELECT wallet_id, bucket, provider, operation, model, source, key, %2$s FROM fresh GROUP BY 1, 2, 3, 4, 5, 6, 7),
        tagged AS MATERIALIZED (
            SELECT wallet_id, bucket, left(g.name || CASE g.value WHEN '' THEN '' ELSE '=' || g.value END, 300) AS tag, %2$s
              FROM fresh, jsonb_each_text(tags) g (name, value) GROUP BY 1, 2, 3),
        a AS (INSERT INTO usage_rollup AS t (wallet_id, bucket, provider, operation, model, source, key, %1$s)
              SELECT * FROM own ORDER BY bucket
              ON CONFLICT (wallet_id, bucket, provider, operation, model, source, key) DO UPDATE SET %3$s),
        b AS (INSERT INTO usage_rollup_tag AS t (wallet_id, bucket, tag, %1$s)
              SELECT * FROM tagged ORDER BY bucket
              ON CONFLICT (wallet_id, bucket, tag) DO UPDATE SET %3$s),
        c AS (INSERT INTO usage_rollup_house AS t (bucket, provider, operation, model, %1$s)
              SELECT bucket, provider, operation, model, %2$s FROM own GROUP BY 1, 2, 3, 4
              ON CONFLICT (bucket, provider, operation, model) DO UPDATE SET %3$s),
        d AS (INSERT INTO usage_rollup_name AS t (bucket, kind, name, %1$s)
              SELECT date_bin('1 day', bucket, 'epoch'), 'source', source, %2$s FROM own GROUP BY 1, 3
               UNION ALL
              SELECT date_bin('1 day', bucket, 'epoch'), 'key', key, %2$s FROM own GROUP BY 1, 3
               UNION ALL
              SELECT date_bin('1 day', bucket, 'epoch'), 'tag', tag, %2$s FROM tagged GROUP BY 1, 3
              ON CONFLICT (bucket, kind, name) DO UPDATE SET %3$s)
        INSERT INTO usage_rollup_day AS t (bucket, wallet_id, %1$s)
        SELECT date_bin('1 day', bucket, 'epoch'), wallet_id, %2$s FROM own GROUP BY 1, 2
        ON CONFLICT (bucket, wallet_id) DO UPDATE SET %3$s$q$, v_all, v_sums, v_adds) USING p_from, p_to;
END $$;

-- Takes the sums on by one step, p_step of time at most, in one commit with the watermark; answers where they are, and
-- whether more could be done at once. Only one caller at a time works, the others are answered nothing.
--
-- A record's time is taken after its transaction has its number (its wallet was locked before). So every record that is
-- older than v_at is of a transaction with a lower number than v_fence, which is drawn after v_at: when all of those have
-- ended, no older record can come any more, however long its commit took. p_margin is for clocks that are set back, such as
-- that of another server that takes over.
CREATE FUNCTION tg_roll_up(p_step interval, p_margin interval)
RETURNS TABLE (rolled_to timestamptz, behind boolean) LANGUAGE plpgsql AS $$
DECLARE
    v_at    timestamptz := clock_timestamp();
    v_fence xid8;
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
    UPDATE usage_rollup_state SET watermark = s.watermark, fence_at = s.fence_at, fence = s.fence;
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
                                            (SELECT min(d.bucket) FROM usage_rollup_day d), s.watermark)), 'epoch'),
           s.watermark
      FROM usage_rollup_state s;
END $$;

-- Sums the days (of UTC) from p_from on and before p_to anew. Who reads meanwhile sees the old sums until it is done.
CREATE FUNCTION tg_roll_again(p_from timestamptz, p_to timestamptz) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    v_watermark timestamptz;
BEGIN
    IF p_from <> date_bin('1 day', p_from, 'epoch') OR p_to <> date_bin('1 day', p_to, 'epoch') THEN
        RAISE EXCEPTION 'whole days of UTC can be summed anew, not % to %', p_from, p_to USING ERRCODE = 'TG006';
    END IF;
    SELECT watermark INTO STRICT v_watermark FROM usage_rollup_state FOR UPDATE;
    DELETE FROM usage_rollup WHERE bucket >= p_from AND bucket < p_to;
    DELETE FROM usage_rollup_tag WHERE bucket >= p_from AND bucket < p_to;
    DELETE FROM usage_rollup_house WHERE bucket >= p_from AND bucket < p_to;
    DELETE FROM usage_rollup_name WHERE bucket >= p_from AND bucket < p_to;
    DELETE FROM usage_rollup_day WHERE bucket >= p_from AND bucket < p_to;
    PERFORM tg_roll_range(p_from, least(p_to, v_watermark));
END $$;
