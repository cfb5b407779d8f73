-- Events that tell of the same object are taken together, so that it is fetched once for all of them.

CREATE INDEX stripe_inbox_object ON stripe_inbox (object_id) WHERE state = 'new';

-- Takes the events that have waited longest, and with each those that are due about the same object, of which there may be
-- p_more in all. Whoever took one and is not heard of again has changed nothing: it comes again after a pause, which grows
-- with its tries up to an hour.
DROP FUNCTION tg_stripe_take(int, interval);
CREATE FUNCTION tg_stripe_take(p_limit int, p_more int, p_pause interval)
RETURNS TABLE (event_id text, type text, object_id text, livemode boolean, tries int) LANGUAGE sql AS $$
    WITH longest AS (
        SELECT n.event_id, n.object_id FROM stripe_inbox n WHERE n.state = 'new' AND n.next_at <= clock_timestamp()
         ORDER BY n.next_at LIMIT p_limit FOR UPDATE SKIP LOCKED),
    same AS (
        SELECT n.event_id FROM stripe_inbox n
         WHERE n.state = 'new' AND n.next_at <= clock_timestamp()
           AND n.object_id IN (SELECT l.object_id FROM longest l WHERE l.object_id <> '')
         LIMIT p_more FOR UPDATE SKIP LOCKED)
    UPDATE stripe_inbox i
       SET tries = i.tries + 1, next_at = clock_timestamp() + least(p_pause * power(2, least(i.tries, 20)), interval '1 hour')
     WHERE i.event_id IN (SELECT l.event_id FROM longest l UNION SELECT s.event_id FROM same s)
    RETURNING i.event_id, i.type, i.object_id, i.livemode, i.tries
$$;

-- Says how events ended. One that is done stays so.
DROP FUNCTION tg_stripe_mark(text, text, text);
CREATE FUNCTION tg_stripe_mark(p_ids text[], p_state text, p_reason text) RETURNS void LANGUAGE sql AS $$
    UPDATE stripe_inbox
       SET state = p_state, reason = p_reason, done_at = CASE p_state WHEN 'new' THEN NULL ELSE clock_timestamp() END
     WHERE event_id = ANY (p_ids) AND state = 'new'
$$;
