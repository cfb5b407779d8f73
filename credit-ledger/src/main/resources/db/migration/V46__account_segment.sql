-- A name that administrators give to accounts that belong together: analytics and searches go by it. Nothing else does.
ALTER TABLE account ADD COLUMN segment text NOT NULL DEFAULT '' CHECK (segment ~ '^([a-z0-9][a-z0-9_-]{0,39})?$');
CREATE INDEX account_segment ON account (segment, id) WHERE segment <> '';

-- Who is nobody any more belongs to nobody.
CREATE FUNCTION tg_forget_segment() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.segment := '';
    RETURN NEW;
END $$;
CREATE TRIGGER account_forget_segment BEFORE UPDATE OF deleted_at ON account FOR EACH ROW
    WHEN (NEW.deleted_at IS NOT NULL) EXECUTE FUNCTION tg_forget_segment();
