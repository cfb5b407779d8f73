-- Tells all nodes, with the commit, of a key that may no longer speak for whom it did: its hash, in hex.
-- Only for the columns that nodes remember, because a commit that notifies waits for others that do.
CREATE FUNCTION tg_key_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify('tg_key', encode(OLD.hash, 'hex'));
    RETURN NULL;
END $$;

CREATE TRIGGER api_key_changed AFTER DELETE OR UPDATE OF account_id, hash, expires_at, revoked_at ON api_key
    FOR EACH ROW EXECUTE FUNCTION tg_key_changed();

CREATE FUNCTION tg_account_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify('tg_key', encode(k.hash, 'hex')) FROM api_key k WHERE k.account_id = OLD.id;
    RETURN NULL;
END $$;

CREATE TRIGGER account_changed AFTER UPDATE OF public_id, email, plan ON account
    FOR EACH ROW EXECUTE FUNCTION tg_account_changed();
