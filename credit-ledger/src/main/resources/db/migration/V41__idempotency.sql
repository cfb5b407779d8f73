-- Calls that came with an Idempotency-Key: which call a key stands for, and its answer. The answer is sealed with the key
-- itself, of which only a hash is here. What has become of a call without an answer is told by its hold and its usage record.
CREATE TABLE idempotent_call (
    wallet_id    bigint      NOT NULL,
    key_hash     bytea       NOT NULL,
    request_hash bytea       NOT NULL,
    request_id   uuid        NOT NULL,
    begun_at     timestamptz NOT NULL DEFAULT clock_timestamp(),
    ended        boolean     NOT NULL DEFAULT false, -- its answer was told, and is here or never will be
    answer       bytea,
    PRIMARY KEY (wallet_id, key_hash)
);
CREATE INDEX idempotent_call_at ON idempotent_call (begun_at);

-- Lets one call through of those that share a key: BEGUN. Of the others: OTHER_REQUEST, RUNNING, ANSWERED, or CHARGED, if it
-- was paid and its answer is not here. A call that cost nothing frees its key.
--
-- Who has begun places a hold within p_lease, or makes no call: after it a key without hold and record is free again. The
-- hold is looked at before the record, which takes its place in one commit, so neither is missed.
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
        SELECT * INTO c FROM idempotent_call i WHERE i.wallet_id = p_wallet AND i.key_hash = p_key FOR UPDATE;
        EXIT WHEN FOUND;
    END LOOP;
    IF EXISTS (SELECT FROM hold h WHERE h.id = c.request_id) THEN
        v_standing := 'RUNNING';
    ELSE
        SELECT CASE WHEN u.state = 'released' THEN 'FREE'
                    WHEN NOT c.ended AND u.settled_at > clock_timestamp() - interval '10 seconds' THEN 'RUNNING'
                    ELSE 'CHARGED' END
          INTO v_standing FROM usage_record u WHERE u.wallet_id = p_wallet AND u.request_id = c.request_id;
        IF NOT FOUND THEN
            v_standing := CASE WHEN c.begun_at > clock_timestamp() - p_lease THEN 'RUNNING' ELSE 'FREE' END;
        END IF;
    END IF;
    IF c.answer IS NOT NULL THEN v_standing := 'ANSWERED'; END IF;
    IF v_standing <> 'RUNNING' AND c.begun_at < clock_timestamp() - p_keep THEN v_standing := 'FREE'; END IF;
    IF v_standing = 'FREE' THEN
        UPDATE idempotent_call SET request_hash = p_body, request_id = p_request, begun_at = clock_timestamp(), ended = false,
               answer = NULL
         WHERE wallet_id = p_wallet AND key_hash = p_key;
        RETURN 'BEGUN';
    END IF;
    RETURN CASE WHEN c.request_hash = p_body THEN v_standing ELSE 'OTHER_REQUEST' END;
END $$;

-- Keeps the answer of the call that a key stands for now. NULL: there is none to be kept.
CREATE FUNCTION tg_keep_answer(p_wallet bigint, p_key bytea, p_request uuid, p_answer bytea) RETURNS void
LANGUAGE sql AS $$
    UPDATE idempotent_call SET ended = true, answer = p_answer
     WHERE wallet_id = p_wallet AND key_hash = p_key AND request_id = p_request
$$;

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
    RETURN v_gone;
END $$;

-- A deleted account leaves no answers behind, and no word of responses that a provider keeps.
CREATE FUNCTION tg_forget_answers() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM idempotent_call WHERE wallet_id = NEW.id;
    DELETE FROM kept_response WHERE wallet_id = NEW.id;
    RETURN NULL;
END $$;

CREATE TRIGGER account_forgets_answers AFTER UPDATE OF deleted_at ON account
    FOR EACH ROW WHEN (NEW.deleted_at IS NOT NULL) EXECUTE FUNCTION tg_forget_answers();
