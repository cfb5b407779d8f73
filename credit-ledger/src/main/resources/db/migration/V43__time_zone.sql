-- Whose days and months an account's are from now on. What began by the zone before goes on to its end: the month, and the
-- day, whose free credits are given once for each date. Answers whether there is such an account.
CREATE FUNCTION tg_set_zone(p_wallet bigint, p_zone text) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
    w wallet;
BEGIN
    SELECT * INTO w FROM wallet WHERE id = p_wallet FOR UPDATE;
    IF NOT FOUND THEN RETURN false; END IF;
    PERFORM tg_put_daily(p_wallet, w.daily, p_zone, w.daily_keep, clock_timestamp());
    RETURN true;
END $$;
