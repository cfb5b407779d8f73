-- Puts events into the inbox that came at the same time: one commit for all of them. Answers for each whether it is new; of
-- several with one id the first is. In the order of their ids, so that two batches with the same events do not deadlock.
CREATE FUNCTION tg_stripe_events(
    p_ids text[], p_types text[], p_objects text[], p_created timestamptz[], p_versions text[], p_live boolean[], p_raws text[])
RETURNS TABLE (ord bigint, added boolean) LANGUAGE sql AS $$
    WITH told AS (
        SELECT t.* FROM unnest(p_ids, p_types, p_objects, p_created, p_versions, p_live, p_raws)
                        WITH ORDINALITY t (id, type, object, created, version, live, raw, ord)),
    put AS (
        INSERT INTO stripe_inbox (event_id, type, object_id, created, api_version, livemode, raw)
        SELECT f.id, f.type, f.object, f.created, f.version, f.live, f.raw
          FROM (SELECT DISTINCT ON (t.id) t.* FROM told t ORDER BY t.id, t.ord) f ORDER BY f.id
            ON CONFLICT DO NOTHING RETURNING event_id)
    SELECT t.ord, p.event_id IS NOT NULL AND t.ord = min(t.ord) OVER (PARTITION BY t.id)
      FROM told t LEFT JOIN put p ON p.event_id = t.id ORDER BY t.ord
$$;
