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
    last4      text        NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    expires_at timestamptz,
    revoked_at timestamptz
);

-- One wallet an account; its row is the lock under which everything about its money happens.
-- posted = what is left of its grants, live or not; an expired grant's rest leaves it by a write-off, within seconds.
-- held = set aside for running calls, debt = owed, spent = all that was ever debited less refunds,
-- seq and chain = number and hash of its last entry.
--
-- What is left of each grant, its lot, is in the row as well, because a row of its own would double what a hold and a
-- capture cost: lot k is what remains of grant lot_grants[k], free to spend from lot_from[k] until lot_until[k], for the
-- models that lot_models[k] names (LIKE patterns with spaces between; empty: all). Lots stand in the order of spending.
-- An empty lot may stand there until the next grant. next_until = when the next of them expires, for the sweeper.
--
-- daily = free credits for each day of the time zone daily_zone, which end with the day unless daily_keep; they are given
-- when the wallet is first used on or after daily_next, the start of a day there (tg_daily).
--
-- Here and below the conditions of a table are one CHECK: PostgreSQL compiles each of them anew for every statement,
-- which costs more than looking at a row.
CREATE TABLE wallet (
    id         bigint PRIMARY KEY REFERENCES account,
    posted     bigint        NOT NULL DEFAULT 0,
    held       bigint        NOT NULL DEFAULT 0,
    debt       bigint        NOT NULL DEFAULT 0,
    spent      bigint        NOT NULL DEFAULT 0,
    seq        bigint        NOT NULL DEFAULT 0,
    chain      bytea         NOT NULL DEFAULT '',
    frozen     boolean       NOT NULL DEFAULT false,
    next_until timestamptz   NOT NULL DEFAULT 'infinity',
    daily      bigint        NOT NULL DEFAULT 0,
    daily_zone text          NOT NULL DEFAULT 'UTC',
    daily_keep boolean       NOT NULL DEFAULT false,
    daily_next timestamptz   NOT NULL DEFAULT 'infinity',
    lot_grants bigint[]      NOT NULL DEFAULT '{}',
    lot_free   bigint[]      NOT NULL DEFAULT '{}',
    lot_held   bigint[]      NOT NULL DEFAULT '{}',
    lot_from   timestamptz[] NOT NULL DEFAULT '{}',
    lot_until  timestamptz[] NOT NULL DEFAULT '{}',
    lot_models text[]        NOT NULL DEFAULT '{}',
    CONSTRAINT wallet_is_sound CHECK (
        0 <= held AND held <= posted AND debt >= 0 AND seq >= 0 AND daily >= 0
        AND 0 <= ALL (lot_free) AND 0 <= ALL (lot_held)
        AND cardinality(lot_free) = cardinality(lot_grants) AND cardinality(lot_held) = cardinality(lot_grants))
) WITH (fillfactor = 60);
CREATE INDEX wallet_next_until ON wallet (next_until) WHERE next_until < 'infinity';
CREATE INDEX wallet_in_debt ON wallet (id) WHERE debt > 0;

-- A lot of credits as it was given; never changed. Spent by priority (1 daily free .. 6 adjustment), then soonest expiry,
-- then oldest. cost = what was paid for it, in nano-dollars: what is owed to its owner if all is lost.
CREATE TABLE credit_grant (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    wallet_id    bigint      NOT NULL REFERENCES wallet,
    priority     smallint    NOT NULL,
    source       text        NOT NULL,
    reference    text        NOT NULL UNIQUE,
    reason       text        NOT NULL,
    granted      bigint      NOT NULL,
    cost         bigint      NOT NULL,
    models       text        NOT NULL,
    created_at   timestamptz NOT NULL,
    effective_at timestamptz NOT NULL,
    expires_at   timestamptz NOT NULL,
    CONSTRAINT credit_grant_is_sound CHECK (granted > 0 AND cost >= 0 AND priority BETWEEN 1 AND 6)
);
CREATE INDEX credit_grant_wallet ON credit_grant (wallet_id);

-- Funds set aside. A row lives until its call is settled: then it goes, and the usage record takes its place in the same
-- commit, so a hold can be settled once. So the table stays small, and needs neither an index on its times nor partitions.
--
-- state: 0 open; 1 abandoned, because its time was over or its node had died: all but what its call had cost by then is
-- free again. It can still be settled by its call, and is by the sweeper when that does not come.
-- parts: {grant, amount, grant, amount, ...} in the order of spending: what is set aside now, nothing for a hold of
-- nothing. They are in the row because rows of their own would double what a hold costs to write.
-- stage: how far its call was when its node last told: 0 opened, 1 sent to a provider, 2 streaming; watermark = the tokens
-- used by then, so_far = what they cost, which is charged if nothing more is heard of the call, and detail = that usage.
CREATE TABLE hold (
    id         uuid PRIMARY KEY,
    wallet_id  bigint      NOT NULL,
    amount     bigint      NOT NULL,
    so_far     bigint      NOT NULL DEFAULT 0,
    watermark  bigint      NOT NULL DEFAULT 0,
    state      smallint    NOT NULL DEFAULT 0,
    stage      smallint    NOT NULL DEFAULT 0,
    parts      bigint[]    NOT NULL,
    node       uuid        NOT NULL,
    subject    text        NOT NULL,
    detail     text        NOT NULL DEFAULT '',
    opened_at  timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    CONSTRAINT hold_is_sound CHECK (
        0 <= so_far AND so_far <= amount AND watermark >= 0 AND state IN (0, 1) AND stage BETWEEN 0 AND 2)
) WITH (fillfactor = 80, autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 5000);

-- The journal. One row is one posting: an amount leaves one account and arrives at another, so an entry that does not
-- balance cannot be written down. 'wallet' and 'debt' are the accounts of this wallet; 'revenue', 'breakage' and
-- 'issued:<source>' belong to the house and have no balance row, so that no two callers ever wait for each other there.
-- An amount of 0 moves nothing: such an entry ties something to the chain that cost nothing, a free call for example.
-- The order of wallet_seq within a wallet is the order in which things happened. balance = the wallet's posted less its
-- debt after it. document = what the entry is about (the usage record, the grant), hashed. hash = see tg_chain. An amount
-- of 0 moves nothing: it ties a document that cost nothing to the journal.
CREATE TABLE entry (
    wallet_id    bigint      NOT NULL,
    wallet_seq   bigint      NOT NULL,
    kind         text        NOT NULL,
    from_account text        NOT NULL,
    to_account   text        NOT NULL,
    amount       bigint      NOT NULL,
    balance      bigint      NOT NULL,
    grant_id     bigint,
    reference    text        NOT NULL,
    document     bytea       NOT NULL,
    hash         bytea       NOT NULL,
    at           timestamptz NOT NULL,
    PRIMARY KEY (wallet_id, wallet_seq, at),
    CONSTRAINT entry_is_sound CHECK (amount >= 0 AND from_account <> to_account)
) PARTITION BY RANGE (at);

-- What each call used and cost: written by the commit that settles it. Request ids begin with their time (UUID version 7),
-- so their ranges are ranges of time.
CREATE TABLE usage_record (
    request_id     uuid        NOT NULL,
    wallet_id      bigint      NOT NULL,
    at             timestamptz NOT NULL,
    settled_at     timestamptz NOT NULL,
    state          text        NOT NULL,
    provider       text        NOT NULL,
    operation      text        NOT NULL,
    model          text        NOT NULL,
    answered_model text        NOT NULL,
    key_mode       text        NOT NULL,
    basis          text        NOT NULL,
    price_version  text        NOT NULL,
    hold           bigint      NOT NULL,
    charged        bigint      NOT NULL,
    input_tokens   bigint      NOT NULL,
    output_tokens  bigint      NOT NULL,
    detail         text        NOT NULL,
    PRIMARY KEY (wallet_id, request_id),
    CONSTRAINT usage_record_is_sound CHECK (
        state IN ('captured', 'released') AND charged >= 0 AND input_tokens >= 0 AND output_tokens >= 0)
) PARTITION BY RANGE (request_id);

-- Gateway processes that are alive: the holds of one that has fallen silent are given back.
CREATE TABLE node (
    id      uuid PRIMARY KEY,
    seen_at timestamptz NOT NULL
);
