-- Accounts' own keys at providers. The database has them sealed with a keyset that only the gateways have.

ALTER TABLE account
    ADD COLUMN api_key_mode text NOT NULL DEFAULT 'credits' CHECK (api_key_mode IN ('credits', 'own'));

-- last4: what its owner may see of it.
CREATE TABLE provider_key (
    account_id bigint      NOT NULL REFERENCES account,
    provider   text        NOT NULL,
    sealed     text        NOT NULL,
    last4      text        NOT NULL CHECK (length(last4) <= 4),
    changed_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (account_id, provider)
);

-- Nodes remember both with the API keys of the account, and hear of a change as they do of a change of those.
CREATE TRIGGER account_mode_changed AFTER UPDATE OF api_key_mode ON account
    FOR EACH ROW WHEN (OLD.api_key_mode <> NEW.api_key_mode) EXECUTE FUNCTION tg_account_changed();

CREATE FUNCTION tg_provider_key_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify('tg_key', encode(k.hash, 'hex')) FROM api_key k
      WHERE k.account_id = coalesce(NEW.account_id, OLD.account_id);
    PERFORM pg_notify('tg_key', encode(s.hash, 'hex')) FROM old_secret s
      WHERE s.account_id = coalesce(NEW.account_id, OLD.account_id);
    RETURN NULL;
END $$;

CREATE TRIGGER provider_key_changed AFTER INSERT OR UPDATE OR DELETE ON provider_key
    FOR EACH ROW EXECUTE FUNCTION tg_provider_key_changed();

-- A deleted account leaves no keys behind.
CREATE FUNCTION tg_forget_provider_keys() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM provider_key WHERE account_id = NEW.id;
    RETURN NULL;
END $$;

CREATE TRIGGER account_forgets_keys AFTER UPDATE OF deleted_at ON account
    FOR EACH ROW WHEN (NEW.deleted_at IS NOT NULL) EXECUTE FUNCTION tg_forget_provider_keys();

-- Another seal for the same key; whether it was still the one that was opened.
CREATE FUNCTION tg_reseal_own_key(p_account bigint, p_provider text, p_old text, p_new text) RETURNS boolean
LANGUAGE plpgsql AS $$
BEGIN
    UPDATE provider_key SET sealed = p_new WHERE account_id = p_account AND provider = p_provider AND sealed = p_old;
    RETURN FOUND;
END $$;

-- Keeps what an account has chosen: p_mode NULL leaves the mode; providers with a sealed key of NULL lose theirs.
CREATE FUNCTION tg_put_own_keys(p_account bigint, p_mode text, p_providers text[], p_sealed text[], p_last4 text[])
RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM FROM account a WHERE a.id = p_account AND a.deleted_at IS NULL FOR NO KEY UPDATE;
    IF NOT FOUND THEN RETURN; END IF;
    UPDATE account SET api_key_mode = p_mode WHERE id = p_account AND api_key_mode <> p_mode;
    DELETE FROM provider_key k USING unnest(p_providers, p_sealed) g (provider, sealed)
     WHERE k.account_id = p_account AND k.provider = g.provider AND g.sealed IS NULL;
    INSERT INTO provider_key AS k (account_id, provider, sealed, last4)
    SELECT p_account, g.provider, g.sealed, g.last4 FROM unnest(p_providers, p_sealed, p_last4) g (provider, sealed, last4)
     WHERE g.sealed IS NOT NULL
    ON CONFLICT (account_id, provider) DO UPDATE
       SET sealed = excluded.sealed, last4 = excluded.last4, changed_at = clock_timestamp();
END $$;
