-- All that a provider keeps for an account, and not its responses of the background alone: responses, their items, containers,
-- conversations, sounds. All accounts share the platform's key with a provider, so what was made with it is its maker's alone.
ALTER TABLE kept_response RENAME TO kept_object;
ALTER TABLE kept_object RENAME COLUMN response_id TO object_id;
ALTER TABLE kept_object RENAME CONSTRAINT kept_response_pkey TO kept_object_pkey;
ALTER INDEX kept_response_at RENAME TO kept_object_at;
-- Nobody asks for all objects of an account: a look-up of some ids must not walk through them, and a deleted account leaves
-- them to the sweep.
DROP INDEX kept_response_wallet;
-- Made with the account's own key at the provider, where the platform's finds nothing.
ALTER TABLE kept_object ADD COLUMN own_key boolean NOT NULL DEFAULT false;

-- Nodes of the version before run on while this one comes up, and know the table by its old name alone. The next version
-- drops this.
CREATE VIEW kept_response AS SELECT object_id AS response_id, wallet_id, request_id, provider, made_at FROM kept_object;

-- A deleted account leaves no answers behind: they are out of reach at once, and swept away behind, since there may be many.
-- What providers keep for it has no key any more to be named with, and is forgotten when its thirty days are over: there may
-- be millions, and the account's money waits here.
CREATE OR REPLACE FUNCTION tg_forget_answers() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE idempotent_call SET begun_at = '-infinity' WHERE wallet_id = NEW.id;
    RETURN NULL;
END $$;
