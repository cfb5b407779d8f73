-- The ledger's tables. Amounts are nano-credits (1 credit = 10^9) in bigint, never floating point.
-- Times are the database's: nodes may disagree about the hour, the database does not disagree with itself.

CREATE TABLE account (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    public_id  text        NOT NULL UNIQUE,
    email      text        NOT NULL,
    plan       text        NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now()
);
CREATE UNIQUE INDEX account_email ON account (lower(email));

-- Only a hash of a key is kept; the prefix is for people to tell keys apart.
CREATE TABLE api_key (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    account_id bigint      NOT NULL REFERENCES account,
    name       text        NOT NULL,
    hash       bytea       NOT NULL UNIQUE,
    prefix     text        NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    expires_at timestamptz,
    revoked_at timestamptz
);

-- One wallet an account; its row is the lock under which everything about its money happens.
-- posted = what is left of its grants (the expired ones included until they are written off), held = set aside for
-- running calls, debt = owed, seq = number of its last entry.
CREATE TABLE wallet (
    id     bigint PRIMARY KEY REFERENCES account,
    posted bigint  NOT NULL DEFAULT 0 CHECK (posted >= 0),
    held   bigint  NOT NULL DEFAULT 0 CHECK (held >= 0),
    debt   bigint  NOT NULL DEFAULT 0 CHECK (debt >= 0),
    seq    bigint  NOT NULL DEFAULT 0 CHECK (seq >= 0),
    frozen boolean NOT NULL DEFAULT false,
    CHECK (held <= posted)
) WITH (fillfactor = 70);

-- A lot of credits. Spent by priority (1 daily free .. 6 adjustment), then soonest expiry, then oldest.
-- "open" says that something is left; it is a column of its own so that the index below changes only when it does.
CREATE TABLE credit_grant (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    wallet_id  bigint      NOT NULL REFERENCES wallet,
    priority   smallint    NOT NULL CHECK (priority BETWEEN 1 AND 6),
    source     text        NOT NULL,
    reference  text        NOT NULL,
    reason     text        NOT NULL,
    granted    bigint      NOT NULL CHECK (granted > 0),
    remaining  bigint      NOT NULL,
    held       bigint      NOT NULL DEFAULT 0,
    open       boolean     NOT NULL,
    created_at timestamptz NOT NULL,
    expires_at timestamptz,
    UNIQUE (source, reference),
    CHECK (0 <= held AND held <= remaining AND remaining <= granted),
    CHECK (open = (remaining > 0))
) WITH (fillfactor = 70);
CREATE INDEX credit_grant_open ON credit_grant (wallet_id) WHERE open;

-- Funds set aside. A row lives until its call is settled: then it goes, and the usage record takes its place in the same
-- commit, so a hold can be settled once. state: 0 open, 1 expired (its funds are free again; it can still be captured).
-- parts: grant id, amount, grant id, amount, ... in the order of spending.
CREATE TABLE hold (
    id         uuid PRIMARY KEY,
    wallet_id  bigint      NOT NULL,
    amount     bigint      NOT NULL CHECK (amount >= 0),
    state      smallint    NOT NULL DEFAULT 0 CHECK (state IN (0, 1)),
    parts      bigint[]    NOT NULL,
    node       uuid        NOT NULL,
    subject    text        NOT NULL,
    opened_at  timestamptz NOT NULL,
    expires_at timestamptz NOT NULL
) WITH (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 5000);

-- The journal. One row is one posting: an amount leaves one account and arrives at another, so an entry that does not
-- balance cannot be written down. 'wallet' and 'debt' are the accounts of this wallet; 'revenue' and 'issued:<source>'
-- belong to the house and have no balance row, so that no two callers ever wait for each other there.
CREATE TABLE entry (
    wallet_id    bigint      NOT NULL,
    wallet_seq   bigint      NOT NULL,
    kind         text        NOT NULL,
    from_account text        NOT NULL,
    to_account   text        NOT NULL,
    amount       bigint      NOT NULL CHECK (amount > 0),
    grant_id     bigint,
    reference    text        NOT NULL,
    at           timestamptz NOT NULL,
    PRIMARY KEY (wallet_id, wallet_seq),
    CHECK (from_account <> to_account)
);

-- What each call used and cost: written by the commit that settles it.
CREATE TABLE usage_record (
    request_id     uuid PRIMARY KEY,
    wallet_id      bigint      NOT NULL,
    at             timestamptz NOT NULL,
    settled_at     timestamptz NOT NULL,
    state          text        NOT NULL CHECK (state IN ('captured', 'released')),
    provider       text        NOT NULL,
    operation      text        NOT NULL,
    model          text        NOT NULL,
    answered_model text,
    key_mode       text        NOT NULL,
    basis          text        NOT NULL,
    price_version  text        NOT NULL,
    hold           bigint      NOT NULL,
    charged        bigint      NOT NULL CHECK (charged >= 0),
    input_tokens   bigint      NOT NULL CHECK (input_tokens >= 0),
    output_tokens  bigint      NOT NULL CHECK (output_tokens >= 0),
    detail         text        NOT NULL
);
CREATE INDEX usage_record_wallet ON usage_record (wallet_id, at);

-- Gateway processes that are alive: the holds of one that has fallen silent are given back.
CREATE TABLE node (
    id      uuid PRIMARY KEY,
    seen_at timestamptz NOT NULL
);

CREATE FUNCTION tg_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only: % refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'TG001';
END $$;

CREATE TRIGGER entry_append_only BEFORE UPDATE OR DELETE ON entry
    FOR EACH ROW EXECUTE FUNCTION tg_append_only();
CREATE TRIGGER entry_no_truncate BEFORE TRUNCATE ON entry
    FOR EACH STATEMENT EXECUTE FUNCTION tg_append_only();
CREATE TRIGGER usage_record_append_only BEFORE UPDATE OR DELETE ON usage_record
    FOR EACH ROW EXECUTE FUNCTION tg_append_only();
CREATE TRIGGER usage_record_no_truncate BEFORE TRUNCATE ON usage_record
    FOR EACH STATEMENT EXECUTE FUNCTION tg_append_only();
