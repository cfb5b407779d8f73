-- Freezes an account, or lets it spend again. Answers whether it was frozen before, for those who look at changes; NULL: there is
-- no such account.
CREATE FUNCTION tg_set_frozen(p_wallet bigint, p_frozen boolean, p_reason text) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
    v_was boolean;
BEGIN
    SELECT frozen INTO v_was FROM wallet WHERE id = p_wallet FOR UPDATE;
    IF v_was <> p_frozen THEN
        UPDATE wallet SET frozen = p_frozen WHERE id = p_wallet;
        PERFORM tg_post(p_wallet, CASE WHEN p_frozen THEN 'freeze' ELSE 'unfreeze' END,
                        CASE WHEN p_frozen THEN 'wallet' ELSE 'frozen' END, CASE WHEN p_frozen THEN 'frozen' ELSE 'wallet' END,
                        0, NULL, p_reason, sha256(''), clock_timestamp());
    END IF;
    RETURN v_was;
END $$;

-- What gateways call that were started before.
CREATE OR REPLACE FUNCTION tg_freeze(p_wallet bigint, p_frozen boolean, p_reason text) RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
    RETURN tg_set_frozen(p_wallet, p_frozen, p_reason) IS NOT NULL;
END $$;
