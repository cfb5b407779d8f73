-- Which key of the account has made what a provider keeps: a key that may do little reaches its own alone. NULL: it was made
-- before this was written down, or by a node of the version before, which says it neither here nor by the view kept_response.
ALTER TABLE kept_object ADD COLUMN key_id bigint;
