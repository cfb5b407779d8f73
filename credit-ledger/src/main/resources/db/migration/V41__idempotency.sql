-- Calls that came with an Idempotency-Key: which call a key stands for, and its answer. The answer is sealed with the key
-- itself, of which only a hash is here. What has become of a call without an answer is told by its hold and its usage record.
CREATE TABLE idempotent_call (
    wallet_id    bigint      NOT NULL,
    key_hash     bytea       NOT NULL,
    request_hash bytea       NOT NULL,
    request_id   uuid        NOT NULL,
    begun_at     timestamptz NOT NULL DEFAULT clock_timestamp(),
    made         boolean     NOT NULL DEFAULT false, -- it may have been, although it cost nothing
    ended        boolean     NOT NULL DEFAULT false, -- its answer was told, and is here or never will be
    answer       bytea,
    PRIMARY KEY (wallet_id, key_hash)
);
CREATE INDEX idempotent_call_at ON idempotent_call (begun_at);

-- How many bytes of answers an account has kept in a day of UTC.
CREATE TABLE idempotent_bytes (
    wallet_id bigint NOT NULL,
    day       date   NOT NULL,
    bytes     bigint NOT NULL,
    PRIMARY KEY (wallet_id, day)
);
CREATE INDEX idempotent_bytes_day ON idempotent_bytes (day);

-- Lets one call through of those that share a key: BEGUN. Of the others: OTHER_REQUEST, RUNNING, ANSWERED, or MADE, if its
-- answer is not here. A call that cost nothing frees its key, unless it may have been made all the same.
--
-- Who has begun places a hold within p_lease, or makes no call: after it a key without hold and record is free again. The
-- hold is looked at before the record, which takes its place in one commit, so neither is missed. Nothing is locked to find
-- out; of several who find a key free, the first has it.
CREATE FUNCTION tg_begin_call(
    p_wallet bigint, p_key bytea, p_body bytea, p_request uuid, p_keep interval, p_lease interval)
RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    c          idempotent_call;
    v_standing text;
BEGIN
    LOOP
        INSERT INTO idempotent_call (wallet_id, key_hash, request_hash, request_id)
        VALUES (p_wallet, p_key, p_body, p_request) ON CONFLICT DO NOTHING;
        IF FOUND THEN RETURN 'BEGUN'; END IF;
        SELECT * INTO c FROM idempotent_call i WHERE i.wallet_id = p_wallet AND i.key_hash = p_key;
        CONTINUE WHEN NOT FOUND;
        v_standing := tg_standing(c, p_lease);
        IF v_standing <> 'RUNNING' AND c.begun_at < clock_timestamp() - p_keep THEN v_standing := 'FREE'; END IF;
        IF v_standing <> 'FREE' THEN
            RETURN CASE WHEN c.request_hash = p_body THEN v_standing ELSE 'OTHER_REQUEST' END;
        END IF;
        UPDATE idempotent_call
           SET request_hash = p_body, request_id = p_request, begun_at = clock_timestamp(), made = false, ended = false,
               answer = NULL
         WHERE wallet_id = p_wallet AND key_hash = p_key AND request_id = c.request_id;
        IF FOUND THEN RETURN 'BEGUN'; END IF;
    END LOOP;
END $$;

-- What a key stands for. The answer of a call that was charged a moment ago may still be on its way here.
CREATE FUNCTION tg_standing(c idempotent_call, p_lease interval) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    v_state   text;
    v_settled timestamptz;
BEGIN
    IF c.answer IS NOT NULL THEN RETURN 'ANSWERED'; END IF;
    IF EXISTS (SELECT FROM hold h WHERE h.id = c.request_id) THEN RETURN 'RUNNING'; END IF;
    SELECT u.state, u.settled_at INTO v_state, v_settled
      FROM usage_record u WHERE u.wallet_id = c.wallet_id AND u.request_id = c.request_id;
    RETURN CASE WHEN c.made AND c.ended THEN 'MADE'
                WHEN v_state IS NULL AND c.begun_at > clock_timestamp() - p_lease THEN 'RUNNING'
                WHEN c.made THEN 'MADE'
                WHEN v_state IS NULL OR v_state = 'released' THEN 'FREE'
                WHEN NOT c.ended AND v_settled > clock_timestamp() - interval '10 seconds' THEN 'RUNNING'
                ELSE 'MADE' END;
END $$;

-- The call that a key stands for goes out, and would be made twice if it went out again. False if it stands for another one.
CREATE FUNCTION tg_making_call(p_wallet bigint, p_key bytea, p_request uuid) RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
    UPDATE idempotent_call SET made = true WHERE wallet_id = p_wallet AND key_hash = p_key AND request_id = p_request;
    RETURN FOUND;
END $$;

-- The call that a key stands for has ended. Its answer is kept if there is one and the account may keep as much in a day.
CREATE FUNCTION tg_end_call(p_wallet bigint, p_key bytea, p_request uuid, p_made boolean, p_answer bytea, p_most bigint)
RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    v_bytes bigint := coalesce(octet_length(p_answer), 0);
    v_keeps boolean := false;
BEGIN
    IF v_bytes > 0 AND v_bytes <= p_most THEN
        INSERT INTO idempotent_bytes AS b (wallet_id, day, bytes)
        VALUES (p_wallet, (clock_timestamp() AT TIME ZONE 'UTC')::date, v_bytes)
            ON CONFLICT (wallet_id, day) DO UPDATE SET bytes = b.bytes + v_bytes WHERE b.bytes + v_bytes <= p_most;
        v_keeps := FOUND;
    END IF;
    UPDATE idempotent_call SET ended = true, made = p_made, answer = CASE WHEN v_keeps THEN p_answer END
     WHERE wallet_id = p_wallet AND key_hash = p_key AND request_id = p_request AND NOT ended;
END $$;

-- Takes away calls whose time is over, answers and all. One that still runs is found by its hold.
CREATE FUNCTION tg_forget_calls(p_keep interval, p_limit int) RETURNS int LANGUAGE plpgsql AS $$
DECLARE
    v_gone int;
BEGIN
    DELETE FROM idempotent_call i
     USING (SELECT o.wallet_id, o.key_hash FROM idempotent_call o
             WHERE o.begun_at < clock_timestamp() - p_keep
               AND (o.answer IS NOT NULL OR NOT EXISTS (SELECT FROM hold h WHERE h.id = o.request_id))
             ORDER BY o.begun_at LIMIT p_limit FOR UPDATE SKIP LOCKED) old
     WHERE i.wallet_id = old.wallet_id AND i.key_hash = old.key_hash;
    GET DIAGNOSTICS v_gone = ROW_COUNT;
    DELETE FROM idempotent_bytes b
     USING (SELECT o.wallet_id, o.day FROM idempotent_bytes o
             WHERE o.day < (clock_timestamp() AT TIME ZONE 'UTC')::date - 1 LIMIT p_limit FOR UPDATE SKIP LOCKED) old
     WHERE b.wallet_id = old.wallet_id AND b.day = old.day;
    RETURN v_gone;
END $$;

-- A deleted account leaves no answers behind, and no word of responses that a provider keeps. The answers are out of reach at
-- once, and swept away behind: there may be many.
CREATE FUNCTION tg_forget_answers() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE idempotent_call SET begun_at = '-infinity' WHERE wallet_id = NEW.id;
    DELETE FROM kept_response WHERE wallet_id = NEW.id;
    RETURN NULL;
END $$;

CREATE INDEX kept_response_wallet ON kept_response (wallet_id);
CREATE TRIGGER account_forgets_answers AFTER UPDATE OF deleted_at ON account
    FOR EACH ROW WHEN (NEW.deleted_at IS NOT NULL) EXECUTE FUNCTION tg_forget_answers();
