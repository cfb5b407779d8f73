-- Responses that a provider works on without its client, and keeps: whose they are. All accounts share the platform's key
-- with a provider, so nobody else may ask for them. Which call pays for one is known by its hold.
CREATE TABLE kept_response (
    response_id text        NOT NULL,
    wallet_id   bigint      NOT NULL,
    request_id  uuid        NOT NULL,
    provider    text        NOT NULL,
    made_at     timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (response_id, provider)
);
CREATE INDEX kept_response_at ON kept_response (made_at);
