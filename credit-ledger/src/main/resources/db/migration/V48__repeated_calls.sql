-- Who takes a free key takes it in the state it was found in: between the two, its call may have gone out or come to an end.
CREATE OR REPLACE FUNCTION tg_begin_call(
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
         WHERE wallet_id = p_wallet AND key_hash = p_key AND request_id = c.request_id AND made = c.made AND ended = c.ended;
        IF FOUND THEN RETURN 'BEGUN'; END IF;
    END LOOP;
END $$;

-- What a key stands for. The end of a call that was settled a moment ago may still be on its way here.
CREATE OR REPLACE FUNCTION tg_standing(c idempotent_call, p_lease interval) RETURNS text LANGUAGE plpgsql AS $$
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
                WHEN NOT c.ended AND v_settled > clock_timestamp() - interval '10 seconds'
                     AND (c.made OR v_state = 'captured') THEN 'RUNNING'
                WHEN NOT c.made AND (v_state IS NULL OR v_state = 'released') THEN 'FREE'
                ELSE 'MADE' END;
END $$;

-- The call that a key stands for goes out, and would be made twice if it went out again. False if it stands for another one, or
-- has ended.
CREATE OR REPLACE FUNCTION tg_making_call(p_wallet bigint, p_key bytea, p_request uuid) RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
    UPDATE idempotent_call SET made = true
     WHERE wallet_id = p_wallet AND key_hash = p_key AND request_id = p_request AND NOT ended;
    RETURN FOUND;
END $$;
