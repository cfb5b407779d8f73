-- Gives an account a role. Answers the one before, for those who look at changes; NULL: there is no such account.
DROP FUNCTION tg_set_role(bigint, text);
CREATE FUNCTION tg_set_role(p_account bigint, p_role text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    v_before text;
BEGIN
    PERFORM 1 FROM wallet WHERE id = p_account FOR UPDATE; -- first, as everywhere
    SELECT role INTO v_before FROM account WHERE id = p_account AND deleted_at IS NULL FOR UPDATE;
    UPDATE account SET role = p_role WHERE id = p_account AND deleted_at IS NULL;
    RETURN v_before;
END $$;
