-- Credits that accounts are given by rule. What has been given stands in tables of its own and in the reference of each grant,
-- which is unique: so nothing is given twice, whoever asks, however often and on however many nodes.

-- The rules of the price book in force; nodes tell them (tg_tell_rewards). 0 credits: there is no such rule. *_for = how long the
-- credits can be spent; NULL: for ever. loyalty_since = since when there is a rule for loyalty without a break: nothing
-- that was spent before counts.
CREATE TABLE reward_terms (
    one           boolean     PRIMARY KEY DEFAULT true CHECK (one),
    welcome       bigint      NOT NULL DEFAULT 0,
    welcome_for   interval,
    inviter       bigint      NOT NULL DEFAULT 0,
    invited       bigint      NOT NULL DEFAULT 0,
    referral_for  interval,
    per_inviter   bigint      NOT NULL DEFAULT 0,
    total         bigint      NOT NULL DEFAULT 0,
    loyalty       bigint      NOT NULL DEFAULT 0,
    loyalty_for   interval,
    loyalty_every interval    NOT NULL DEFAULT '1 day',
    loyalty_least bigint      NOT NULL DEFAULT 0,
    loyalty_since timestamptz NOT NULL DEFAULT 'infinity',
    CONSTRAINT reward_terms_are_sound CHECK (
        welcome >= 0 AND inviter >= 0 AND invited >= 0 AND per_inviter >= 0 AND total >= 0 AND loyalty >= 0
        AND loyalty_every >= interval '1 day' AND loyalty_least >= 0)
);
INSERT INTO reward_terms DEFAULT VALUES;

-- The first account of each mailbox: of ann+1@ and ann+2@ only that one counts as new. A hash, which stays when the account
-- goes, because somebody who comes back is not new either.
CREATE TABLE mailbox (
    hash      bytea  PRIMARY KEY,
    wallet_id bigint NOT NULL REFERENCES wallet
);

CREATE TABLE referral_code (
    wallet_id bigint PRIMARY KEY REFERENCES wallet,
    code      text   NOT NULL UNIQUE
);

-- The code that somebody gave who is about to register; for as long as that may take.
CREATE TABLE invitation (
    email text        PRIMARY KEY,   -- in small letters
    code  text        NOT NULL,
    at    timestamptz NOT NULL
);
CREATE INDEX invitation_at ON invitation (at);

-- Who brought whom; one row for each account that counts. amount and lasts: what the inviter was promised then.
CREATE TABLE referral (
    wallet_id bigint      PRIMARY KEY REFERENCES wallet,   -- the one that was brought
    inviter   bigint      NOT NULL REFERENCES wallet,
    amount    bigint      NOT NULL CHECK (amount >= 0),
    lasts     interval,
    at        timestamptz NOT NULL,
    paid_at   timestamptz,
    CONSTRAINT referral_is_of_two CHECK (wallet_id <> inviter)
);
CREATE INDEX referral_inviter ON referral (inviter);
CREATE INDEX referral_unpaid ON referral (wallet_id) WHERE paid_at IS NULL;

-- The period of each account that runs: since when, and what the account had spent by then.
CREATE TABLE loyalty (
    wallet_id bigint      PRIMARY KEY REFERENCES wallet,
    since     timestamptz NOT NULL,
    spent     bigint      NOT NULL
);
CREATE INDEX loyalty_since ON loyalty (since);

-- Where letters to an address end up, as a hash: capitals, what stands behind a plus, and the dots of Gmail make no other
-- mailbox.
CREATE FUNCTION tg_mailbox(p_email text) RETURNS bytea LANGUAGE sql IMMUTABLE AS $$
    SELECT tg_who(CASE WHEN a.host IN ('gmail.com', 'googlemail.com') THEN replace(a.box, '.', '') || '@gmail.com'
                       ELSE a.box || '@' || a.host END)
      FROM (SELECT split_part(split_part(lower(p_email), '@', 1), '+', 1) AS box,
                   rtrim(split_part(lower(p_email), '@', 2), '.') AS host) a
$$;

-- The rules of the book in force. p_days: how long the credits of welcome, referral and loyalty can be spent, 0 for ever.
CREATE FUNCTION tg_tell_rewards(
    p_welcome bigint, p_inviter bigint, p_invited bigint, p_per_inviter bigint, p_total bigint, p_loyalty bigint,
    p_every int, p_least bigint, p_days int[])
RETURNS void LANGUAGE sql AS $$
    UPDATE reward_terms
       SET welcome = p_welcome, welcome_for = make_interval(hours => 24 * nullif(p_days[1], 0)), inviter = p_inviter,
           invited = p_invited, referral_for = make_interval(hours => 24 * nullif(p_days[2], 0)), per_inviter = p_per_inviter,
           total = p_total, loyalty = p_loyalty, loyalty_for = make_interval(hours => 24 * nullif(p_days[3], 0)),
           loyalty_every = make_interval(hours => 24 * p_every), loyalty_least = p_least,
           loyalty_since = CASE WHEN p_loyalty = 0 THEN 'infinity' WHEN loyalty > 0 THEN loyalty_since
                                ELSE clock_timestamp() END
$$;

-- An account's code, made when it is first asked for. NULL: there is no such account.
CREATE FUNCTION tg_referral_code(p_wallet bigint) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    v_code text;
BEGIN
    LOOP
        SELECT code INTO v_code FROM referral_code WHERE wallet_id = p_wallet;
        EXIT WHEN FOUND;
        -- Ten hexadecimal digits of a random UUID.
        INSERT INTO referral_code (wallet_id, code)
        SELECT id, upper(left(replace(gen_random_uuid()::text, '-', ''), 10)) FROM wallet WHERE id = p_wallet
            ON CONFLICT DO NOTHING;
        EXIT WHEN NOT EXISTS (SELECT FROM wallet WHERE id = p_wallet);
    END LOOP;
    RETURN v_code;
END $$;

-- Notes by whose code somebody is about to register, for a day; without a code, forgets what was noted. Answers whether there is
-- such a code.
CREATE FUNCTION tg_invite(p_email text, p_code text) RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM invitation WHERE email = lower(p_email);
    IF p_code = '' THEN RETURN true; END IF;
    IF NOT EXISTS (SELECT FROM referral_code WHERE code = upper(p_code)) THEN RETURN false; END IF;
    INSERT INTO invitation (email, code, at) VALUES (lower(p_email), upper(p_code), clock_timestamp())
        ON CONFLICT (email) DO UPDATE SET code = excluded.code, at = excluded.at;
    RETURN true;
END $$;

-- What a new account is given, in the commit that begins its plan: so there is no account that missed it.
CREATE FUNCTION tg_new_account() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    v_email text;
    v_code  text;
BEGIN
    PERFORM 1 FROM wallet WHERE id = NEW.wallet_id FOR UPDATE;
    SELECT email INTO STRICT v_email FROM account WHERE id = NEW.wallet_id;
    INSERT INTO loyalty (wallet_id, since, spent) SELECT w.id, NEW.since, w.spent FROM wallet w WHERE w.id = NEW.wallet_id;
    DELETE FROM invitation WHERE email = lower(v_email) AND at > clock_timestamp() - interval '1 day' RETURNING code INTO v_code;
    INSERT INTO mailbox (hash, wallet_id) VALUES (tg_mailbox(v_email), NEW.wallet_id) ON CONFLICT DO NOTHING;
    IF FOUND THEN
        PERFORM tg_welcome(NEW.wallet_id, NEW.since);
        IF v_code IS NOT NULL THEN PERFORM tg_refer(NEW.wallet_id, v_code, NEW.since); END IF;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER account_is_welcome AFTER INSERT ON account_plan FOR EACH ROW EXECUTE FUNCTION tg_new_account();

CREATE FUNCTION tg_welcome(p_wallet bigint, p_at timestamptz) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    t reward_terms;
BEGIN
    SELECT * INTO STRICT t FROM reward_terms;
    IF t.welcome > 0 THEN
        PERFORM tg_give_free(p_wallet, 4::smallint, 'bonus', 'reward:welcome:' || p_wallet, 'welcome', t.welcome,
                             tg_until(p_at, t.welcome_for), p_at);
    END IF;
END $$;

CREATE FUNCTION tg_until(p_at timestamptz, p_for interval) RETURNS timestamptz LANGUAGE sql STABLE AS $$
    SELECT coalesce(p_at + p_for, 'infinity'::timestamptz)
$$;

-- Counts a new account for who brought it, and gives what the account itself is promised: if there is a rule, and neither its
-- inviter nor all together have brought as many as they may. One at a time, from here to the commit.
CREATE FUNCTION tg_refer(p_wallet bigint, p_code text, p_at timestamptz) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    t         reward_terms;
    v_inviter bigint;
BEGIN
    PERFORM pg_advisory_xact_lock(7264019);
    SELECT * INTO STRICT t FROM reward_terms;
    SELECT c.wallet_id INTO v_inviter FROM referral_code c JOIN wallet w ON w.id = c.wallet_id
     WHERE c.code = p_code AND NOT w.frozen;
    IF NOT FOUND OR (SELECT count(*) FROM referral WHERE inviter = v_inviter) >= t.per_inviter
       OR (SELECT count(*) FROM referral) >= t.total THEN
        RETURN;
    END IF;
    INSERT INTO referral (wallet_id, inviter, amount, lasts, at)
    VALUES (p_wallet, v_inviter, t.inviter, t.referral_for, p_at);
    IF t.invited > 0 THEN
        PERFORM tg_give_free(p_wallet, 4::smallint, 'bonus', 'reward:invited:' || p_wallet, 'invited by another account',
                             t.invited, tg_until(p_at, t.referral_for), p_at);
    END IF;
END $$;

-- Gives the credits of which the time has come: to the inviters of accounts that have paid for something since, and for
-- loyalty. Invitations that nobody followed are forgotten. One node at a time; wallets that are in use are passed over until the
-- next time. Answers how many things were seen to.
CREATE FUNCTION tg_give_rewards(p_limit int, p_at timestamptz DEFAULT NULL) RETURNS int
LANGUAGE plpgsql SET lock_timeout = '200ms' AS $$
DECLARE
    v_due  bigint;
    v_done int := 0;
BEGIN
    IF NOT pg_try_advisory_xact_lock(7264020) THEN RETURN 0; END IF;
    DELETE FROM invitation i WHERE i.email IN (
        SELECT o.email FROM invitation o WHERE o.at < clock_timestamp() - interval '1 day' LIMIT p_limit FOR UPDATE SKIP LOCKED);
    FOR v_due IN
        SELECT r.wallet_id FROM referral r JOIN wallet w ON w.id = r.wallet_id JOIN wallet i ON i.id = r.inviter
         WHERE r.paid_at IS NULL AND w.spent > 0 AND NOT w.frozen AND NOT i.frozen
         ORDER BY r.inviter LIMIT p_limit
    LOOP
        BEGIN
            v_done := v_done + tg_pay_inviter(v_due, coalesce(p_at, clock_timestamp()));
        EXCEPTION WHEN OTHERS THEN
            RAISE WARNING 'the inviter of wallet % was passed over: %', v_due, SQLERRM;
        END;
    END LOOP;
    FOR v_due IN
        SELECT l.wallet_id FROM loyalty l, reward_terms t
         WHERE t.loyalty > 0 AND (l.since < t.loyalty_since OR l.since <= coalesce(p_at, clock_timestamp()) - t.loyalty_every)
         ORDER BY l.since LIMIT p_limit
    LOOP
        BEGIN
            v_done := v_done + tg_end_period(v_due, coalesce(p_at, clock_timestamp()));
        EXCEPTION WHEN OTHERS THEN
            RAISE WARNING 'the loyalty of wallet % was passed over: %', v_due, SQLERRM;
        END;
    END LOOP;
    RETURN v_done;
END $$;

-- Pays for one account that was brought, once. Answers 1, or 0 if somebody else has the inviter's wallet at this moment.
CREATE FUNCTION tg_pay_inviter(p_wallet bigint, p_at timestamptz) RETURNS int LANGUAGE plpgsql AS $$
DECLARE
    r referral;
BEGIN
    SELECT * INTO STRICT r FROM referral WHERE wallet_id = p_wallet;
    PERFORM 1 FROM wallet WHERE id = r.inviter FOR UPDATE SKIP LOCKED;
    IF NOT FOUND THEN RETURN 0; END IF;
    UPDATE referral SET paid_at = p_at WHERE wallet_id = p_wallet AND paid_at IS NULL;
    IF FOUND AND r.amount > 0 THEN
        PERFORM tg_give_free(r.inviter, 4::smallint, 'bonus', 'reward:inviter:' || p_wallet, 'another account was invited',
                             r.amount, tg_until(p_at, r.lasts), p_at);
    END IF;
    RETURN 1;
END $$;

-- Ends a wallet's period and begins the next, where that is due. A period that began before there was a rule begins anew with
-- it. What was spent until this moment counts in the period that ends, so that it counts once, however late this comes.
CREATE FUNCTION tg_end_period(p_wallet bigint, p_at timestamptz) RETURNS int LANGUAGE plpgsql AS $$
DECLARE
    t reward_terms;
    l loyalty;
    w wallet;
BEGIN
    SELECT * INTO w FROM wallet WHERE id = p_wallet FOR UPDATE SKIP LOCKED;
    IF NOT FOUND THEN RETURN 0; END IF;
    SELECT * INTO STRICT t FROM reward_terms;
    SELECT * INTO STRICT l FROM loyalty WHERE wallet_id = p_wallet;
    IF t.loyalty = 0 THEN RETURN 0; END IF;
    IF l.since < t.loyalty_since THEN
        UPDATE loyalty SET since = t.loyalty_since, spent = w.spent WHERE wallet_id = p_wallet;
    ELSIF l.since + t.loyalty_every <= p_at THEN
        IF w.spent - l.spent >= t.loyalty_least AND NOT w.frozen THEN
            PERFORM tg_give_free(p_wallet, 4::smallint, 'bonus',
                                 'reward:loyalty:' || p_wallet || ':' || tg_micros(l.since), 'loyalty', t.loyalty,
                                 tg_until(p_at, t.loyalty_for), p_at);
        END IF;
        -- The next one ends at its own time, however late this is; of several that are over, only the last.
        UPDATE loyalty
           SET since = l.since + t.loyalty_every * floor(extract(epoch FROM p_at - l.since)
                                                         / extract(epoch FROM t.loyalty_every)),
               spent = w.spent
         WHERE wallet_id = p_wallet;
    END IF;
    RETURN 1;
END $$;
