-- A name that administrators give to accounts that belong together: analytics and searches go by it. Nothing else does.
ALTER TABLE account ADD COLUMN segment text NOT NULL DEFAULT '' CHECK (segment ~ '^([a-z0-9][a-z0-9_-]{0,39})?$');
CREATE INDEX account_segment ON account (segment, id) WHERE segment <> '';
