-- Fills an empty ledger with right books, to measure proofs: psql -v entries=10000000 -v wallets=10000 -f books.sql
-- Each round settles one call of each wallet, in one statement; every fourth call is free.
SET synchronous_commit = off;
SET timezone = 'UTC';
INSERT INTO account (public_id, email, plan)
SELECT 'acc_' || n, n || '@example.com', 'free' FROM generate_series(1, :wallets) n;
SELECT count(g.ord) FROM account a, LATERAL tg_grant(ARRAY[a.id], ARRAY[5::smallint], ARRAY['purchase'], ARRAY['first' || a.id],
    ARRAY[1000000000000000], ARRAY[0::bigint], ARRAY[''], ARRAY['test'], ARRAY['-infinity'::timestamptz],
    ARRAY['infinity'::timestamptz], 4000000000000000000) g;
ANALYZE;

CREATE PROCEDURE fill(p_rounds bigint) LANGUAGE plpgsql AS $$
DECLARE
    v_now    timestamptz;
    v_detail text := '{"usage":{"cached":512},"cost":{"usd":"0.00123"},"attempts":[{"provider":"openai","status":200,"ms":812}],"tags":{"team":"x"}}';
BEGIN
    FOR r IN 1 .. p_rounds LOOP
        v_now := clock_timestamp();
        WITH c AS MATERIALIZED (
            SELECT w.id AS wallet, w.chain, w.seq + 1 AS seq, w.posted, w.lot_grants[1] AS lot,
                   CASE WHEN (w.id + r) % 4 = 0 THEN 0 ELSE 1000000 + r END AS amount,
                   (left(tg_first_id(v_now)::text, 14) || '7' || substr(x.m, 1, 3) || '-8' || substr(x.m, 4, 3) || '-' || substr(x.m, 7, 12))::uuid AS id
              FROM wallet w, LATERAL (SELECT md5(w.id::text || '.' || r) AS m) x),
        d AS MATERIALIZED (
            SELECT c.*, tg_usage_hash(c.id, tg_micros(v_now), 'captured', 'openai', 'chat', 'gpt-4o-mini', 'gpt-4o-mini-2024-07-18',
                                      'platform', 'reported', 'v1', 5000000, c.amount, 1200, 300, v_detail, 0, '') AS document FROM c),
        e AS MATERIALIZED (
            SELECT d.*, tg_chain(d.chain, d.wallet, d.seq, 'capture', 'wallet', 'revenue', d.amount, d.posted - d.amount,
                                 CASE WHEN d.amount > 0 THEN d.lot END, tg_micros(v_now), d.id::text, d.document) AS hash FROM d),
        u AS (INSERT INTO usage_record SELECT id, wallet, v_now, v_now, 'captured', 'openai', 'chat', 'gpt-4o-mini',
                     'gpt-4o-mini-2024-07-18', 'platform', 'reported', 'v1', 5000000, amount, 1200, 300, v_detail FROM e),
        j AS (INSERT INTO entry SELECT wallet, seq, 'capture', 'wallet', 'revenue', amount, posted - amount,
                     CASE WHEN amount > 0 THEN lot END, id::text, document, hash, v_now FROM e)
        UPDATE wallet w SET seq = e.seq, chain = e.hash, posted = w.posted - e.amount, spent = w.spent + e.amount,
               lot_free[1] = w.lot_free[1] - e.amount
          FROM e WHERE w.id = e.wallet;
        COMMIT;
    END LOOP;
END $$;
CALL fill((:entries - :wallets) / :wallets);
VACUUM ANALYZE;
