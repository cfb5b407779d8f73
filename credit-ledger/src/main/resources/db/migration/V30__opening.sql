-- What the books were when a month was taken out of them: from there a proof of what is left begins.
CREATE TABLE opening (
    month date        PRIMARY KEY,   -- the last one that is gone
    until timestamptz NOT NULL,      -- its end
    made  timestamptz NOT NULL,
    corrections bytea NOT NULL       -- tg_old_corrections of its end
);
CREATE TABLE opening_wallet (
    month     date    NOT NULL REFERENCES opening,
    wallet_id bigint  NOT NULL,
    seq       bigint  NOT NULL,
    chain     bytea   NOT NULL,
    posted    bigint  NOT NULL,
    debt      bigint  NOT NULL,
    spent     bigint  NOT NULL,
    frozen    boolean NOT NULL,
    daily     text    NOT NULL,
    PRIMARY KEY (month, wallet_id)
);
-- remaining = what the entries so far left of the grant; kind, granted, document = of the entry that gave it.
CREATE TABLE opening_grant (
    month     date   NOT NULL REFERENCES opening,
    grant_id  bigint NOT NULL,
    remaining bigint NOT NULL,
    kind      text   NOT NULL,
    granted   bigint NOT NULL,
    document  bytea  NOT NULL,
    PRIMARY KEY (month, grant_id)
);
-- Calls that lie across the end of the month: the record is gone and its entries are not (sign 1), or the other way round
-- (sign -1). document = tg_usage_hash of the record.
CREATE TABLE opening_usage (
    month      date        NOT NULL REFERENCES opening,
    request_id uuid        NOT NULL,
    wallet_id  bigint      NOT NULL,
    document   bytea       NOT NULL,
    charged    bigint      NOT NULL,
    settled_at timestamptz NOT NULL,
    sign       smallint    NOT NULL CHECK (sign IN (1, -1)),
    PRIMARY KEY (month, wallet_id, request_id)
);

DO $$
DECLARE
    v_table text;
BEGIN
    FOREACH v_table IN ARRAY ARRAY['opening', 'opening_wallet', 'opening_grant', 'opening_usage'] LOOP
        EXECUTE format('CREATE TRIGGER %I BEFORE UPDATE OR DELETE ON %I FOR EACH ROW EXECUTE FUNCTION tg_append_only()',
                       v_table || '_append_only', v_table);
        EXECUTE format('CREATE TRIGGER %I BEFORE TRUNCATE ON %I FOR EACH STATEMENT EXECUTE FUNCTION tg_append_only()',
                       v_table || '_no_truncate', v_table);
    END LOOP;
END $$;

-- Takes the oldest month out of the books and writes down what they were at its end. Its two tables stay in the database
-- under their names, to be dumped and dropped; answers these names. The month must have ended two days ago, so that no
-- entry of it is still on its way. Money waits only for the last step, a moment; if that cannot have its locks within two
-- seconds nothing is done (lock_not_available): try again.
CREATE FUNCTION tg_detach_month(p_month date) RETURNS text[] LANGUAGE plpgsql SET lock_timeout = '2s' AS $$
DECLARE
    v_month   date := date_trunc('month', p_month)::date;
    v_from    timestamptz := v_month::timestamp AT TIME ZONE 'UTC';
    v_until   timestamptz := (v_month + interval '1 month') AT TIME ZONE 'UTC';
    v_before  date := (SELECT max(month) FROM opening);
    v_entries text := 'entry_' || to_char(v_month, 'YYYY_MM');
    v_records text := 'usage_record_' || to_char(v_month, 'YYYY_MM');
BEGIN
    PERFORM pg_advisory_xact_lock(7264003);
    IF v_until > now() - interval '2 days' THEN
        RAISE EXCEPTION 'the month % has not been over for two days', to_char(v_month, 'YYYY-MM') USING ERRCODE = 'TG005';
    ELSIF to_regclass(v_entries) IS NULL OR to_regclass(v_records) IS NULL THEN
        RAISE EXCEPTION 'there is no month % in the books', to_char(v_month, 'YYYY-MM') USING ERRCODE = 'TG005';
    ELSIF EXISTS (SELECT FROM entry WHERE at < v_from) OR EXISTS (SELECT FROM entry_rest WHERE at < v_until)
          OR EXISTS (SELECT FROM usage_record WHERE request_id < tg_first_id(v_from))
          OR EXISTS (SELECT FROM usage_record_rest WHERE request_id < tg_first_id(v_until)) THEN
        RAISE EXCEPTION 'there are older rows than those of %: take out the oldest month first, and move what lies in the tables for the rest',
            to_char(v_month, 'YYYY-MM') USING ERRCODE = 'TG005';
    END IF;

    -- Nothing is added to the month any more; a settlement that is very late waits, and lands in the table for the rest.
    EXECUTE format('LOCK TABLE %I, %I IN SHARE MODE', v_entries, v_records);
    INSERT INTO opening (month, until, made, corrections)
    VALUES (v_month, v_until, clock_timestamp(), tg_old_corrections(v_until));
    EXECUTE format($q$
        INSERT INTO opening_wallet (month, wallet_id, seq, chain, posted, debt, spent, frozen, daily)
        SELECT $1, coalesce(e.wallet_id, o.wallet_id), coalesce(e.seq, o.seq), coalesce(e.chain, o.chain),
               coalesce(o.posted, 0) + coalesce(e.posted, 0), coalesce(o.debt, 0) + coalesce(e.debt, 0),
               coalesce(o.spent, 0) + coalesce(e.spent, 0), coalesce(e.frozen, o.frozen, false),
               coalesce(e.daily, o.daily, '0 UTC')
          FROM (SELECT wallet_id, max(wallet_seq) AS seq, (array_agg(hash ORDER BY wallet_seq DESC))[1] AS chain,
                       sum(tg_effect(from_account, to_account, amount, 'wallet')) AS posted,
                       -sum(tg_effect(from_account, to_account, amount, 'debt')) AS debt,
                       sum(tg_effect(from_account, to_account, amount, 'revenue')) AS spent,
                       (array_agg(kind = 'freeze' ORDER BY wallet_seq DESC) FILTER (WHERE kind IN ('freeze', 'unfreeze')))[1]
                           AS frozen,
                       (array_agg(reference ORDER BY wallet_seq DESC) FILTER (WHERE kind = 'daily'))[1] AS daily
                  FROM %I GROUP BY wallet_id) e
          FULL JOIN (SELECT * FROM opening_wallet WHERE month = $2) o ON o.wallet_id = e.wallet_id$q$, v_entries)
        USING v_month, v_before;
    EXECUTE format($q$
        INSERT INTO opening_grant (month, grant_id, remaining, kind, granted, document)
        SELECT $1, coalesce(e.grant_id, o.grant_id), coalesce(o.remaining, 0) + coalesce(e.remaining, 0),
               coalesce(o.kind, e.kind), coalesce(o.granted, e.granted), coalesce(o.document, e.document)
          FROM (SELECT grant_id, sum(tg_effect(from_account, to_account, amount, 'wallet')) AS remaining,
                       (array_agg(kind ORDER BY wallet_seq))[1] AS kind,
                       (array_agg(amount ORDER BY wallet_seq))[1] AS granted,
                       (array_agg(document ORDER BY wallet_seq))[1] AS document
                  FROM %I WHERE grant_id IS NOT NULL GROUP BY grant_id) e
          FULL JOIN (SELECT * FROM opening_grant WHERE month = $2) o ON o.grant_id = e.grant_id$q$, v_entries)
        USING v_month, v_before;
    EXECUTE format($q$
        INSERT INTO opening_usage (month, request_id, wallet_id, document, charged, settled_at, sign)
        SELECT $1, u.request_id, u.wallet_id,
               tg_usage_hash(u.request_id, tg_micros(u.at), u.state, u.provider, u.operation, u.model, u.answered_model,
                             u.key_mode, u.basis, u.price_version, u.hold, u.charged, u.input_tokens, u.output_tokens, u.detail,
                             u.key_id, u.run),
               u.charged, u.settled_at, u.sign
          FROM (SELECT *, 1 AS sign FROM %I WHERE settled_at >= $2
                 UNION ALL
                SELECT *, -1 FROM usage_record WHERE settled_at < $2 AND request_id >= tg_first_id($2)) u
         UNION ALL -- A record that went earlier, whose entries are still there.
        SELECT $1, request_id, wallet_id, document, charged, settled_at, sign FROM opening_usage
         WHERE month = $3 AND sign = 1 AND settled_at >= $2$q$, v_records)
        USING v_month, v_until, v_before;

    LOCK TABLE ONLY entry, ONLY usage_record IN ACCESS EXCLUSIVE MODE;
    EXECUTE format('ALTER TABLE entry DETACH PARTITION %I', v_entries);
    EXECUTE format('ALTER TABLE usage_record DETACH PARTITION %I', v_records);
    RETURN ARRAY[v_entries, v_records];
END $$;

-- A hash of all corrections before a time: their entries are gone, so this is what they are compared with.
CREATE FUNCTION tg_old_corrections(p_until timestamptz) RETURNS bytea LANGUAGE sql STABLE AS $$
    SELECT sha256(coalesce(string_agg(tg_correction_hash(c), ''::bytea ORDER BY c.id), '')) FROM correction c WHERE c.at < p_until
$$;

-- What a posting adds to an account, below zero if it takes from it.
CREATE FUNCTION tg_effect(p_from text, p_to text, p_amount bigint, p_account text) RETURNS bigint LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE WHEN p_to = p_account THEN p_amount WHEN p_from = p_account THEN -p_amount ELSE 0 END
$$;
