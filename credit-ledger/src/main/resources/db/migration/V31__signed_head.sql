-- Signed statements about the last entries of all wallets. Each names the wallets whose last entry is another one than in
-- the statement before, and follows from that statement as an entry follows from the one before.
-- digest = SHA-256 over the heads of this statement in the order of wallets: wallet and seq as eight bytes each, chain.
-- signature = Ed25519 over the text n|micros|heads|digest|previous (bytes in hex); previous = SHA-256 of the text before.
CREATE TABLE head_signature (
    n          bigint      PRIMARY KEY,
    at         timestamptz NOT NULL,
    heads      bigint      NOT NULL,
    digest     bytea       NOT NULL,
    previous   bytea       NOT NULL,
    public_key bytea       NOT NULL,
    signature  bytea       NOT NULL
);
CREATE TABLE signed_head (
    wallet_id bigint NOT NULL,
    n         bigint NOT NULL REFERENCES head_signature,
    seq       bigint NOT NULL,
    chain     bytea  NOT NULL,
    PRIMARY KEY (wallet_id, n)
);
CREATE TRIGGER head_signature_append_only BEFORE UPDATE OR DELETE ON head_signature
    FOR EACH ROW EXECUTE FUNCTION tg_append_only();
CREATE TRIGGER head_signature_no_truncate BEFORE TRUNCATE ON head_signature
    FOR EACH STATEMENT EXECUTE FUNCTION tg_append_only();
CREATE TRIGGER signed_head_append_only BEFORE UPDATE OR DELETE ON signed_head
    FOR EACH ROW EXECUTE FUNCTION tg_append_only();
CREATE TRIGGER signed_head_no_truncate BEFORE TRUNCATE ON signed_head
    FOR EACH STATEMENT EXECUTE FUNCTION tg_append_only();
