-- Calls whose provider tells by a request of its own that they are over: all that is needed to settle one, on any node,
-- whatever has become of the node that made it. Which call pays is known by its hold.
CREATE TABLE awaited_callback (
    token_hash bytea       NOT NULL PRIMARY KEY, -- of the secret in the address that the provider calls
    request_id uuid        NOT NULL UNIQUE,
    wallet_id  bigint      NOT NULL,
    until      timestamptz NOT NULL,             -- after it nobody waits any more: the hold's own time counts
    terms      text        NOT NULL,             -- rates and rules of the price book that the call was quoted with
    made_at    timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX awaited_callback_at ON awaited_callback (made_at);

-- Whether a provider is still expected to tell of a call.
CREATE FUNCTION tg_awaited(p_hold uuid) RETURNS boolean LANGUAGE sql VOLATILE AS $$
    SELECT EXISTS (SELECT FROM awaited_callback c WHERE c.request_id = p_hold AND c.until > clock_timestamp())
$$;

-- Writes a call down before it is made, and with it what it costs if nothing is ever heard of it. False, and nothing is
-- written, if its hold is not open any more.
CREATE FUNCTION tg_await(
    p_token_hash bytea, p_hold uuid, p_wallet bigint, p_longest interval, p_terms text, p_so_far bigint, p_detail text)
RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
    UPDATE hold SET stage = 2, so_far = least(p_so_far, amount), detail = p_detail
     WHERE id = p_hold AND wallet_id = p_wallet AND state = 0;
    IF NOT FOUND THEN RETURN false; END IF;
    INSERT INTO awaited_callback (token_hash, request_id, wallet_id, until, terms)
    VALUES (p_token_hash, p_hold, p_wallet, clock_timestamp() + p_longest, p_terms);
    RETURN true;
END $$;

-- As before, but what is overtaken by a later stage is not taken: it may have been on its way while a call was written down.
CREATE OR REPLACE FUNCTION tg_extend(
    p_node uuid, p_ids uuid[], p_stages smallint[], p_watermarks bigint[], p_so_far bigint[], p_details text[],
    p_ttl interval)
RETURNS int LANGUAGE plpgsql SET plan_cache_mode = force_generic_plan SET enable_seqscan = off AS $$
DECLARE
    v_extended int;
BEGIN
    UPDATE hold h
       SET stage = t.stage, watermark = t.watermark,
           so_far = CASE h.state WHEN 0 THEN least(t.so_far, h.amount) ELSE h.so_far END,
           detail = CASE h.state WHEN 0 THEN t.detail ELSE h.detail END, expires_at = clock_timestamp() + p_ttl
      FROM unnest(p_ids, p_stages, p_watermarks, p_so_far, p_details) t (id, stage, watermark, so_far, detail),
           (SELECT id FROM hold WHERE id = ANY (p_ids) AND node = p_node FOR UPDATE SKIP LOCKED) free
     WHERE h.id = free.id AND t.id = free.id AND t.stage >= h.stage;
    GET DIAGNOSTICS v_extended = ROW_COUNT;
    RETURN v_extended;
END $$;

-- As before, but for holds of calls that a callback is awaited for: they stand although their time is over or their node
-- is gone.
CREATE OR REPLACE FUNCTION tg_sweep(p_silence interval, p_limit int) RETURNS int
LANGUAGE plpgsql SET lock_timeout = '200ms' AS $$
DECLARE
    v_due    record;
    v_hold   hold;
    v_swept  int := 0;
    v_passed int := 0;
BEGIN
    IF NOT pg_try_advisory_xact_lock(7264001) THEN RETURN 0; END IF;
    FOR v_due IN
        SELECT x.wallet_id, array_agg(x.id) AS ids
          FROM (SELECT h.id, h.wallet_id FROM hold h
                 WHERE h.state = 0 AND (h.expires_at <= clock_timestamp() OR NOT tg_alive(h.node, p_silence))
                   AND NOT tg_awaited(h.id)
                 LIMIT p_limit) x
         GROUP BY x.wallet_id ORDER BY x.wallet_id
    LOOP
        BEGIN
            PERFORM 1 FROM wallet WHERE id = v_due.wallet_id FOR UPDATE;
            -- Their state may have changed, and their node may have spoken up, since they were found.
            FOR v_hold IN
                SELECT * FROM hold h
                 WHERE h.id = ANY (v_due.ids) AND h.state = 0
                   AND (h.expires_at <= clock_timestamp() OR NOT tg_alive(h.node, p_silence))
                   AND NOT tg_awaited(h.id) FOR UPDATE
            LOOP
                PERFORM tg_abandon(v_hold);
                v_swept := v_swept + 1;
            END LOOP;
            PERFORM tg_repay(v_due.wallet_id, clock_timestamp());
        EXCEPTION
            WHEN lock_not_available THEN
                v_passed := v_passed + 1;
                EXIT WHEN v_passed = 10; -- waiting for more would hold up those that are locked by now
            WHEN OTHERS THEN
                RAISE WARNING 'wallet % was passed over by the sweep: %', v_due.wallet_id, SQLERRM;
        END;
    END LOOP;
    DELETE FROM node WHERE seen_at < clock_timestamp() - greatest(p_silence * 4, interval '1 minute');
    RETURN v_swept;
END $$;
