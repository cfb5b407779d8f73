-- Four eyes: how much one administrator may give by hand in a day alone, and what waits for another one.

-- What administrators gave without anybody's approval, by day (UTC). The row is the lock under which that is counted; it is
-- taken behind those of wallets. who: the account's id of a person who has logged in; empty for the admin key, whoever has it.
CREATE TABLE given_alone (
    who    text   NOT NULL,
    day    date   NOT NULL,
    amount bigint NOT NULL CHECK (amount > 0),
    PRIMARY KEY (who, day)
);

-- Counts what an administrator gives, unless that would be more than p_most in this day; answers whether it was counted.
CREATE FUNCTION tg_give_alone(p_who text, p_amount bigint, p_most bigint) RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
    IF p_amount > p_most THEN RETURN false; END IF;
    INSERT INTO given_alone AS g (who, day, amount)
    VALUES (p_who, (clock_timestamp() AT TIME ZONE 'UTC')::date, p_amount)
        ON CONFLICT (who, day) DO UPDATE SET amount = g.amount + excluded.amount WHERE g.amount <= p_most - excluded.amount;
    RETURN FOUND;
END $$;

-- What an administrator wants to give that needs another one: all that the money functions will be asked.
-- kind: grant, give or refund (see tg_grant and tg_correct); plan or next_plan (see tg_set_plan).
-- subject: a grant's source, the request of a refund, or the name of the plan. asked: as in correction. amount: what it
-- comes to. expires_at: of a grant, or the end of a plan; NULL: the plan keeps the end that it has.
CREATE TABLE proposal (
    id             bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    wallet_id      bigint      NOT NULL,
    kind           text        NOT NULL,
    reference      text        NOT NULL,
    subject        text        NOT NULL,
    priority       smallint    NOT NULL,
    asked          bigint      NOT NULL,
    amount         bigint      NOT NULL,
    cost           bigint      NOT NULL,
    models         text        NOT NULL,
    reason         text        NOT NULL,
    effective_at   timestamptz NOT NULL,
    expires_at     timestamptz,
    who            text        NOT NULL,
    actor          text        NOT NULL,
    at             timestamptz NOT NULL,
    ends_at        timestamptz NOT NULL,
    state          text        NOT NULL DEFAULT 'open',
    decided_who    text        NOT NULL DEFAULT '',
    decided_actor  text        NOT NULL DEFAULT '',
    decided_reason text        NOT NULL DEFAULT '',
    decided_at     timestamptz,
    CONSTRAINT proposal_is_sound CHECK (
        kind IN ('grant', 'give', 'refund', 'plan', 'next_plan') AND state IN ('open', 'approved', 'rejected')
        AND asked >= 0 AND amount > 0 AND cost >= 0 AND (state = 'open') = (decided_at IS NULL)),
    CONSTRAINT proposal_needs_two CHECK (state <> 'approved' OR decided_who <> '' AND decided_who <> who)
);

-- References are unique as those of what comes of them: grants have their own, so have corrections.
CREATE UNIQUE INDEX proposal_reference ON proposal ((kind = 'grant'), reference);

-- Writes a proposal down, which stands for a day, or until what it would give is over. NULL: somebody has used the reference.
CREATE FUNCTION tg_propose(
    p_wallet bigint, p_kind text, p_reference text, p_subject text, p_priority smallint, p_asked bigint, p_amount bigint,
    p_cost bigint, p_models text, p_reason text, p_effective timestamptz, p_expires timestamptz, p_who text, p_actor text)
RETURNS bigint LANGUAGE sql AS $$
    INSERT INTO proposal (wallet_id, kind, reference, subject, priority, asked, amount, cost, models, reason, effective_at,
                          expires_at, who, actor, at, ends_at)
    SELECT p_wallet, p_kind, p_reference, p_subject, p_priority, p_asked, p_amount, p_cost, p_models, p_reason, p_effective,
           p_expires, p_who, p_actor, n.at, least(n.at + interval '24 hours', p_expires)
      FROM (SELECT clock_timestamp() AS at) n
        ON CONFLICT DO NOTHING RETURNING id
$$;

-- Does what was proposed and marks it so, both or neither. Whoever has proposed it cannot, nor can whoever gets it, nor the
-- admin key, which may be in the hands of either.
CREATE FUNCTION tg_approve(p_id bigint, p_who text, p_actor text, p_reason text, p_most bigint) RETURNS text
LANGUAGE plpgsql AS $$
DECLARE
    p        proposal;
    v_status text;
BEGIN
    SELECT * INTO p FROM proposal WHERE id = p_id FOR UPDATE;
    IF NOT FOUND THEN RETURN 'NONE'; END IF;
    IF p_who IN ('', p.who, tg_public_id(p.wallet_id)) THEN RETURN 'NOT_ANOTHER'; END IF;
    IF p.state <> 'open' THEN RETURN 'ALREADY_' || upper(p.state); END IF;
    IF p.ends_at <= clock_timestamp() THEN RETURN 'EXPIRED'; END IF;
    v_status := tg_give_proposed(p, p_most);
    IF v_status NOT IN ('GRANTED', 'ALREADY_GRANTED', 'CORRECTED', 'ALREADY_CORRECTED', 'PLAN_SET') THEN
        RETURN v_status; -- it stays open
    END IF;
    UPDATE proposal SET state = 'approved', decided_who = p_who, decided_actor = p_actor, decided_reason = p_reason,
                        decided_at = clock_timestamp() WHERE id = p_id;
    RETURN 'APPROVED';
END $$;

-- By the functions that administrators' moves within the limit are made with; answers in their words.
CREATE FUNCTION tg_give_proposed(p proposal, p_most bigint) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    v_status text;
BEGIN
    IF p.kind = 'grant' THEN
        SELECT g.status INTO STRICT v_status FROM tg_grant(
            ARRAY[p.wallet_id], ARRAY[p.priority], ARRAY[p.subject], ARRAY[p.reference], ARRAY[p.amount], ARRAY[p.cost],
            ARRAY[p.models], ARRAY[p.reason], ARRAY[p.effective_at], ARRAY[p.expires_at], p_most) g;
    ELSIF p.kind IN ('give', 'refund') THEN
        SELECT c.status INTO STRICT v_status FROM tg_correct(
            ARRAY[p.wallet_id], ARRAY[p.kind], ARRAY[p.reference], ARRAY[p.subject], ARRAY[p.asked], ARRAY[p.reason], p_most) c;
    ELSIF NOT EXISTS (SELECT FROM plan_terms WHERE plan = p.subject) THEN
        v_status := 'NOT_FOUND'; -- the plan has left the price book since
    ELSE
        SELECT 'PLAN_SET' INTO v_status FROM tg_set_plan(p.wallet_id, p.subject, p.kind = 'next_plan', p.expires_at);
        v_status := coalesce(v_status, 'NO_ACCOUNT');
    END IF;
    RETURN v_status;
END $$;

-- Ends a proposal without effect: any administrator may, its own one too.
CREATE FUNCTION tg_reject(p_id bigint, p_who text, p_actor text, p_reason text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    p proposal;
BEGIN
    SELECT * INTO p FROM proposal WHERE id = p_id FOR UPDATE;
    IF NOT FOUND THEN RETURN 'NONE'; END IF;
    IF p.state <> 'open' THEN RETURN 'ALREADY_' || upper(p.state); END IF;
    IF p.ends_at <= clock_timestamp() THEN RETURN 'EXPIRED'; END IF;
    UPDATE proposal SET state = 'rejected', decided_who = p_who, decided_actor = p_actor, decided_reason = p_reason,
                        decided_at = clock_timestamp() WHERE id = p_id;
    RETURN 'REJECTED';
END $$;
