-- How people log in. Nothing here opens anything by itself: of passwords, refresh tokens and codes there are only hashes.
-- All of it is written by the functions below, which act as the owner of the tables.

-- role: 'admin' may do what the admin key may, with an access token of its own. A deleted account stays as a row, because the
-- books name it; its address is gone.
ALTER TABLE account
    ADD COLUMN role       text NOT NULL DEFAULT 'user',
    ADD COLUMN deleted_at timestamptz,
    ADD CONSTRAINT account_role_is_known CHECK (role IN ('user', 'admin'));

CREATE TABLE password (
    account_id bigint PRIMARY KEY REFERENCES account,
    hash       text        NOT NULL CHECK (hash LIKE '$argon2id$%'),
    set_at     timestamptz NOT NULL
);

-- Whom another issuer's people are here. The issuer is told by its own keys, so its subjects are nobody else's.
CREATE TABLE identity (
    issuer     text        NOT NULL,
    subject    text        NOT NULL,
    account_id bigint      NOT NULL REFERENCES account,
    linked_at  timestamptz NOT NULL,
    PRIMARY KEY (issuer, subject)
);
CREATE INDEX identity_account ON identity (account_id);

-- One log-in on one device: the family of its refresh tokens. method: 'password', or the issuer.
-- It ends 30 days after its last refresh and 180 days after it began; ended_for: 'logout', 'reuse'.
CREATE TABLE login_session (
    id         uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    account_id bigint      NOT NULL REFERENCES account,
    method     text        NOT NULL,
    opened_at  timestamptz NOT NULL,
    used_at    timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    ended_at   timestamptz,
    ended_for  text        NOT NULL DEFAULT ''
);
CREATE INDEX login_session_account ON login_session (account_id);
CREATE INDEX login_session_expires ON login_session (expires_at);

-- next = the token that took its place; a token with one is used up.
CREATE TABLE refresh_token (
    hash       bytea PRIMARY KEY,
    session_id uuid NOT NULL REFERENCES login_session ON DELETE CASCADE,
    next       bytea,
    used_at    timestamptz,
    CONSTRAINT refresh_token_is_sound CHECK ((next IS NULL) = (used_at IS NULL))
);
CREATE INDEX refresh_token_session ON refresh_token (session_id);

-- What a browser brings back from another issuer, for a minute: good for one session, for whoever knows what the challenge
-- is the SHA-256 of.
CREATE TABLE login_code (
    hash       bytea PRIMARY KEY,
    account_id bigint      NOT NULL REFERENCES account,
    method     text        NOT NULL,
    challenge  bytea       NOT NULL,
    expires_at timestamptz NOT NULL
);

-- Addresses and identities whose accounts were deleted, as hashes: for 30 days they make no new one, lest the first credits of a
-- plan are given again and again.
CREATE TABLE former (
    who   bytea PRIMARY KEY,
    until timestamptz NOT NULL
);
CREATE FUNCTION tg_who(p_text text) RETURNS bytea LANGUAGE sql IMMUTABLE AS $$
    SELECT sha256(convert_to(lower(p_text), 'UTF8'))
$$;
CREATE FUNCTION tg_is_former(p_text text) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT EXISTS (SELECT FROM former f WHERE f.who = tg_who(p_text) AND f.until > clock_timestamp())
$$;

-- A new account with a password and its plan begun: all or nothing. No row if the address is taken, or is that of an account
-- that was deleted of late; of two at once, one gets it.
CREATE FUNCTION tg_register(p_public_id text, p_email text, p_plan text, p_zone text, p_password text)
RETURNS TABLE (id bigint, public_id text, email text, plan text) LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
    v_id bigint;
BEGIN
    IF tg_is_former(p_email) THEN RETURN; END IF;
    INSERT INTO account (public_id, email, plan) VALUES (p_public_id, p_email, p_plan)
        ON CONFLICT (lower(email)) DO NOTHING RETURNING account.id INTO v_id;
    IF v_id IS NULL THEN RETURN; END IF;
    INSERT INTO password (account_id, hash, set_at) VALUES (v_id, p_password, clock_timestamp());
    PERFORM tg_start_plan(v_id, p_zone);
    RETURN QUERY SELECT v_id, p_public_id, p_email, p_plan;
END $$;

-- The account of another issuer's person, made at first sight. p_email: an address that the issuer has verified, or NULL; an
-- account without one gets a name that nobody can write to. Who can show that an address is theirs gets the account that an
-- administrator has opened for it, if nobody can log in to that yet; never one with a password or an identity, because
-- nobody has verified the address of that. An account that is made has its plan begun.
-- Status: KNOWN, CREATED, LINKED; EMAIL_TAKEN, without an account.
CREATE FUNCTION tg_identity(p_issuer text, p_subject text, p_email text, p_public_id text, p_plan text, p_zone text)
RETURNS TABLE (status text, id bigint, public_id text, email text, plan text) LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
    v_email  text := coalesce(p_email, p_public_id || '@no-address.invalid');
    v_status text := 'KNOWN';
    v_id     bigint;
BEGIN
    -- One at a time for each person, until the commit.
    PERFORM pg_advisory_xact_lock(hashtextextended(p_issuer || ' ' || p_subject, 7264013));
    SELECT i.account_id INTO v_id FROM identity i WHERE i.issuer = p_issuer AND i.subject = p_subject;
    IF v_id IS NULL THEN
        IF tg_is_former(p_issuer || ' ' || p_subject) OR tg_is_former(p_email) THEN
            RETURN QUERY SELECT 'EMAIL_TAKEN', NULL::bigint, NULL::text, NULL::text, NULL::text;
            RETURN;
        END IF;
        v_status := 'CREATED';
        INSERT INTO account (public_id, email, plan) VALUES (p_public_id, v_email, p_plan)
            ON CONFLICT (lower(email)) DO NOTHING RETURNING account.id INTO v_id;
        IF v_id IS NULL THEN
            v_status := 'LINKED';
            -- Two people with one address at once: the second sees the first's identity.
            SELECT a.id INTO v_id FROM account a WHERE lower(a.email) = lower(v_email) FOR UPDATE;
            IF EXISTS (SELECT FROM password p WHERE p.account_id = v_id)
               OR EXISTS (SELECT FROM identity i WHERE i.account_id = v_id) THEN
                RETURN QUERY SELECT 'EMAIL_TAKEN', NULL::bigint, NULL::text, NULL::text, NULL::text;
                RETURN;
            END IF;
        ELSE
            PERFORM tg_start_plan(v_id, p_zone);
        END IF;
        INSERT INTO identity (issuer, subject, account_id, linked_at) VALUES (p_issuer, p_subject, v_id, clock_timestamp());
    END IF;
    RETURN QUERY SELECT v_status, a.id, a.public_id, a.email, a.plan FROM account a WHERE a.id = v_id;
END $$;

-- Begins a log-in with its first refresh token, and takes away what is over. An account keeps its 100 latest.
CREATE FUNCTION tg_open_session(p_account bigint, p_method text, p_hash bytea) RETURNS TABLE (id uuid, opened_at timestamptz)
LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
    v_now timestamptz := clock_timestamp();
    v_id  uuid;
BEGIN
    -- Against a deletion at the same moment; a new key of the account need not wait.
    PERFORM FROM account a WHERE a.id = p_account AND a.deleted_at IS NULL FOR NO KEY UPDATE;
    IF NOT FOUND THEN RETURN; END IF;
    DELETE FROM login_session s WHERE s.id IN (
        SELECT o.id FROM login_session o WHERE o.expires_at < v_now ORDER BY o.expires_at LIMIT 20 FOR UPDATE SKIP LOCKED);
    DELETE FROM login_session s WHERE s.id IN (
        SELECT o.id FROM login_session o WHERE o.account_id = p_account ORDER BY o.used_at DESC OFFSET 99);
    INSERT INTO login_session (account_id, method, opened_at, used_at, expires_at)
    VALUES (p_account, p_method, v_now, v_now, v_now + interval '30 days') RETURNING login_session.id INTO v_id;
    INSERT INTO refresh_token (hash, session_id) VALUES (p_hash, v_id);
    RETURN QUERY SELECT v_id, v_now;
END $$;

-- Puts a refresh token in the place of another. Who shows a used one again is told nothing, and its log-in is over: one of two
-- who have it is a thief. The exception is the same exchange again within p_grace, as two tabs or a lost answer make it: its
-- token is the same one, so it leads nobody aside, and a thief in that time is found out at the next exchange.
-- Status: ROTATED, REPEATED; UNKNOWN, OVER, RACED (again in time, but not the same), REUSED, without an account.
CREATE FUNCTION tg_refresh(p_hash bytea, p_next bytea, p_grace interval)
RETURNS TABLE (status text, session uuid, opened_at timestamptz, id bigint, public_id text, email text, plan text, role text)
LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
    v_now     timestamptz;
    v_token   refresh_token;
    v_session login_session;
    v_status  text;
BEGIN
    SELECT s.* INTO v_session FROM login_session s
     WHERE s.id = (SELECT t.session_id FROM refresh_token t WHERE t.hash = p_hash) FOR UPDATE;
    -- After the lock: it may have been used while this waited.
    SELECT t.* INTO v_token FROM refresh_token t WHERE t.hash = p_hash;
    v_now := clock_timestamp();
    v_status := CASE
        WHEN v_session.id IS NULL OR v_token.hash IS NULL THEN 'UNKNOWN'
        WHEN v_session.ended_at IS NOT NULL OR v_session.expires_at <= v_now THEN 'OVER'
        WHEN v_token.next IS NULL THEN 'ROTATED'
        WHEN v_token.used_at + p_grace <= v_now THEN 'REUSED'
        WHEN v_token.next <> p_next THEN 'RACED'
        WHEN EXISTS (SELECT FROM refresh_token t WHERE t.hash = v_token.next AND t.next IS NULL) THEN 'REPEATED'
        ELSE 'RACED' END;
    IF v_status = 'ROTATED' THEN
        UPDATE refresh_token SET next = p_next, used_at = v_now WHERE hash = p_hash;
        INSERT INTO refresh_token (hash, session_id) VALUES (p_next, v_session.id);
        DELETE FROM refresh_token t WHERE t.session_id = v_session.id AND t.used_at < v_now - interval '30 days';
        UPDATE login_session SET used_at = v_now, expires_at = least(v_now + interval '30 days', opened_at + interval '180 days')
         WHERE id = v_session.id;
    ELSIF v_status = 'REUSED' THEN
        UPDATE login_session SET ended_at = v_now, ended_for = 'reuse' WHERE id = v_session.id;
    END IF;
    IF v_status IN ('ROTATED', 'REPEATED') THEN
        RETURN QUERY SELECT v_status, v_session.id, v_session.opened_at, a.id, a.public_id, a.email, a.plan, a.role
                       FROM account a WHERE a.id = v_session.account_id;
    ELSE
        RETURN QUERY SELECT v_status, v_session.id, v_session.opened_at, NULL::bigint, NULL::text, NULL::text, NULL::text,
                            NULL::text;
    END IF;
END $$;

-- Ends the log-in that a refresh token belongs to, used or not.
CREATE FUNCTION tg_logout(p_hash bytea) RETURNS void LANGUAGE sql AS $$
    UPDATE login_session SET ended_at = clock_timestamp(), ended_for = 'logout'
     WHERE id = (SELECT t.session_id FROM refresh_token t WHERE t.hash = p_hash) AND ended_at IS NULL
$$;

-- Keeps a code for a minute, and takes away those that nobody came for.
CREATE FUNCTION tg_keep_code(p_hash bytea, p_account bigint, p_method text, p_challenge bytea) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM login_code WHERE expires_at < clock_timestamp();
    INSERT INTO login_code (hash, account_id, method, challenge, expires_at)
    VALUES (p_hash, p_account, p_method, p_challenge, clock_timestamp() + interval '1 minute');
END $$;

-- Takes a code, which is gone then, whoever shows it: with the wrong proof nobody gets another try.
CREATE FUNCTION tg_take_code(p_hash bytea, p_challenge bytea)
RETURNS TABLE (method text, id bigint, public_id text, email text, plan text, role text) LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
    v_code login_code;
BEGIN
    DELETE FROM login_code c WHERE c.hash = p_hash RETURNING c.* INTO v_code;
    RETURN QUERY SELECT v_code.method, a.id, a.public_id, a.email, a.plan, a.role FROM account a
                  WHERE a.id = v_code.account_id AND a.deleted_at IS NULL
                    AND v_code.challenge = p_challenge AND v_code.expires_at > clock_timestamp();
END $$;

-- Answers whether there is such an account. Who did it and why is written down by the same commit (tg_audit).
CREATE FUNCTION tg_set_role(p_account bigint, p_role text) RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
    PERFORM 1 FROM wallet WHERE id = p_account FOR UPDATE; -- first, as everywhere
    UPDATE account SET role = p_role WHERE id = p_account AND deleted_at IS NULL;
    RETURN FOUND;
END $$;

-- Makes an account nobody's: its keys, log-ins and address are gone, and it spends nothing any more. Its entries and usage
-- stay, because they are the proof of the books; they name nobody. What was bought and is left is lost, so that must be
-- said (p_forfeit).
-- Status: DELETED; GONE, there is none or it is deleted already; BLOCKED, it is frozen or owes something, which it would leave
-- behind; FORFEIT, with what was bought and is left.
CREATE FUNCTION tg_delete_account(p_account bigint, p_forfeit boolean) RETURNS TABLE (status text, bought bigint)
LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
    v_bought bigint;
BEGIN
    PERFORM FROM wallet w WHERE w.id = p_account FOR UPDATE; -- first, as everywhere
    PERFORM FROM account a WHERE a.id = p_account AND a.deleted_at IS NULL FOR UPDATE;
    IF NOT FOUND THEN
        RETURN QUERY SELECT 'GONE', 0::bigint;
        RETURN;
    END IF;
    IF EXISTS (SELECT FROM wallet w WHERE w.id = p_account AND (w.frozen OR w.debt > 0)) THEN
        RETURN QUERY SELECT 'BLOCKED', 0::bigint;
        RETURN;
    END IF;
    SELECT coalesce(sum(l.free + l.held), 0) INTO v_bought
      FROM wallet w, unnest(w.lot_grants, w.lot_free, w.lot_held, w.lot_until) l (grant_id, free, held, until)
      JOIN credit_grant g ON g.id = l.grant_id
     WHERE w.id = p_account AND g.source = 'purchase' AND l.until > clock_timestamp();
    IF v_bought > 0 AND NOT p_forfeit THEN
        RETURN QUERY SELECT 'FORFEIT', v_bought;
        RETURN;
    END IF;
    DELETE FROM former WHERE until < clock_timestamp();
    INSERT INTO former (who, until)
    SELECT tg_who(t.name), clock_timestamp() + interval '30 days'
      FROM (SELECT a.email AS name FROM account a WHERE a.id = p_account
             UNION SELECT i.issuer || ' ' || i.subject FROM identity i WHERE i.account_id = p_account) t
        ON CONFLICT (who) DO UPDATE SET until = excluded.until;
    UPDATE account SET email = public_id || '@deleted.invalid', role = 'user', deleted_at = clock_timestamp()
     WHERE id = p_account;
    UPDATE api_key SET name = 'deleted', revoked_at = coalesce(revoked_at, clock_timestamp()) WHERE account_id = p_account;
    DELETE FROM password WHERE account_id = p_account;
    DELETE FROM identity WHERE account_id = p_account;
    DELETE FROM login_code WHERE account_id = p_account;
    DELETE FROM login_session WHERE account_id = p_account;
    DELETE FROM old_secret WHERE account_id = p_account;
    DELETE FROM alert_setting WHERE wallet_id = p_account;
    PERFORM tg_freeze(p_account, true, 'account deleted');
    RETURN QUERY SELECT 'DELETED', v_bought;
END $$;
