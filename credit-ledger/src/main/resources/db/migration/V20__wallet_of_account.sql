-- Every account has its wallet from the start. It is made by the database, because the gateway's role may write accounts
-- but no wallets.
CREATE FUNCTION tg_new_wallet() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO wallet (id) VALUES (NEW.id);
    RETURN NULL;
END $$;

CREATE TRIGGER account_has_wallet AFTER INSERT ON account FOR EACH ROW EXECUTE FUNCTION tg_new_wallet();
