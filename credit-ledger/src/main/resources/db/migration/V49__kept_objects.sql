-- All that a provider keeps for an account, and not its responses of the background alone: responses, their items, containers,
-- conversations, sounds. All accounts share the platform's key with a provider, so what was made with it is its maker's alone.
ALTER TABLE kept_response RENAME TO kept_object;
ALTER TABLE kept_object RENAME COLUMN response_id TO object_id;
ALTER TABLE kept_object RENAME CONSTRAINT kept_response_pkey TO kept_object_pkey;
ALTER INDEX kept_response_at RENAME TO kept_object_at;
ALTER INDEX kept_response_wallet RENAME TO kept_object_wallet;
-- Made with the account's own key at the provider, where the platform's finds nothing.
ALTER TABLE kept_object ADD COLUMN own_key boolean NOT NULL DEFAULT false;

-- A deleted account leaves no answers behind, and no word of what a provider keeps. The answers are out of reach at once, and
-- swept away behind: there may be many.
CREATE OR REPLACE FUNCTION tg_forget_answers() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE idempotent_call SET begun_at = '-infinity' WHERE wallet_id = NEW.id;
    DELETE FROM kept_object WHERE wallet_id = NEW.id;
    RETURN NULL;
END $$;
