package dev.tollgate.ledger.testing;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What must hold in a ledger at every moment, each as a query for the rows that break it. */
public final class LedgerInvariants {

    private static final Map<String, String> BROKEN_BY = new LinkedHashMap<>();

    static {
        BROKEN_BY.put(
                "a wallet holds what its holds hold",
                """
                SELECT w.id FROM wallet w
                 WHERE w.held <> (SELECT coalesce(sum(h.parts[2 * p]), 0)
                         FROM hold h, generate_series(1, cardinality(h.parts) / 2) p WHERE h.wallet_id = w.id)
                """);
        BROKEN_BY.put(
                "a hold has set aside its amount, or what its call had cost when it was abandoned",
                """
                SELECT h.id FROM hold h
                 WHERE (SELECT coalesce(sum(h.parts[2 * p]), 0) FROM generate_series(1, cardinality(h.parts) / 2) p)
                       <> CASE h.state WHEN 0 THEN h.amount ELSE h.so_far END
                """);
        BROKEN_BY.put(
                "a lot holds what the holds took from it",
                """
                SELECT w.id FROM wallet w, unnest(w.lot_grants, w.lot_held) l (grant_id, held) WHERE l.held <>
                       (SELECT coalesce(sum(h.parts[2 * p]), 0) FROM hold h, generate_series(1, cardinality(h.parts) / 2) p
                         WHERE h.wallet_id = w.id AND h.parts[2 * p - 1] = l.grant_id)
                """);
        BROKEN_BY.put(
                "a lot is what its grant's entries left",
                """
                SELECT g.id FROM credit_grant g LEFT JOIN
                       (SELECT l.* FROM wallet w, unnest(w.lot_grants, w.lot_free, w.lot_held) l (grant_id, free, held)) l
                       ON l.grant_id = g.id
                 WHERE coalesce(l.free + l.held, 0) <>
                       (SELECT coalesce(sum(CASE WHEN to_account = 'wallet' THEN amount ELSE -amount END), 0)
                          FROM entry e WHERE e.wallet_id = g.wallet_id AND e.grant_id = g.id)
                """);
        BROKEN_BY.put(
                "a wallet is the sum of its lots",
                """
                SELECT w.id FROM wallet w
                 WHERE w.posted <> (SELECT coalesce(sum(f), 0) FROM unnest(w.lot_free || w.lot_held) f)
                    OR w.held <> (SELECT coalesce(sum(h), 0) FROM unnest(w.lot_held) h)
                """);
        BROKEN_BY.put(
                "lots stand in the order of spending",
                """
                SELECT w.id FROM wallet w WHERE w.lot_grants <> (
                       SELECT coalesce(array_agg(g.id ORDER BY g.priority, g.expires_at, g.id), '{}')
                         FROM credit_grant g WHERE g.id = ANY (w.lot_grants))
                """);
        BROKEN_BY.put(
                "an entry's balance follows from the one before, and its hash from all before",
                """
                SELECT e.wallet_id FROM (SELECT *, coalesce(lag(balance) OVER w, 0) AS was, coalesce(lag(hash) OVER w, '') AS before
                         FROM entry WINDOW w AS (PARTITION BY wallet_id ORDER BY wallet_seq)) e
                 WHERE balance <> was + CASE WHEN 'wallet' = to_account THEN amount ELSE 0 END
                                      - CASE WHEN 'wallet' = from_account THEN amount ELSE 0 END
                                      + CASE WHEN 'debt' = to_account THEN amount ELSE 0 END
                                      - CASE WHEN 'debt' = from_account THEN amount ELSE 0 END
                    OR hash <> tg_chain(before, wallet_id, wallet_seq, kind, from_account, to_account, amount, balance,
                                        grant_id, tg_micros(at), reference, document)
                """);
        BROKEN_BY.put(
                "a wallet knows its last entry",
                """
                SELECT w.id FROM wallet w LEFT JOIN entry e ON e.wallet_id = w.id AND e.wallet_seq = w.seq
                 WHERE w.chain <> coalesce(e.hash, '') OR w.posted - w.debt <> coalesce(e.balance, 0)
                """);
        BROKEN_BY.put(
                "entries are about what is there",
                """
                SELECT e.reference FROM entry e LEFT JOIN usage_record u ON u.wallet_id = e.wallet_id AND u.request_id::text = e.reference
                 WHERE e.kind IN ('capture', 'spend', 'release') AND e.document IS DISTINCT FROM tg_usage_hash(u.request_id, tg_micros(u.at), u.state,
                       u.provider, u.operation, u.model, u.answered_model, u.key_mode, u.basis, u.price_version, u.hold,
                       u.charged, u.input_tokens, u.output_tokens, u.detail, u.key_id, u.run)
                 UNION ALL
                SELECT e.reference FROM entry e LEFT JOIN credit_grant g ON g.id = e.grant_id
                 WHERE e.kind IN ('grant', 'refund', 'repay') AND e.document IS DISTINCT FROM tg_grant_hash(g)
                 UNION ALL
                SELECT e.reference FROM entry e LEFT JOIN correction c ON c.reference = e.reference
                 WHERE e.kind IN ('adjust', 'reverse') AND e.document IS DISTINCT FROM tg_correction_hash(c)
                """);
        BROKEN_BY.put(
                "what was spent is what was debited",
                """
                SELECT w.id FROM wallet w WHERE w.spent <>
                       (SELECT coalesce(sum(CASE WHEN to_account = 'revenue' THEN amount ELSE -amount END), 0)
                          FROM entry e WHERE e.wallet_id = w.id AND 'revenue' IN (to_account, from_account))
                """);
        BROKEN_BY.put(
                "a wallet is the sum of its entries",
                """
                SELECT w.id FROM wallet w WHERE w.posted <>
                       (SELECT coalesce(sum(CASE WHEN to_account = 'wallet' THEN amount ELSE 0 END)
                                      - sum(CASE WHEN from_account = 'wallet' THEN amount ELSE 0 END), 0)
                          FROM entry e WHERE e.wallet_id = w.id)
                """);
        BROKEN_BY.put(
                "a debt is the sum of its entries",
                """
                SELECT w.id FROM wallet w WHERE w.debt <>
                       (SELECT coalesce(sum(CASE WHEN from_account = 'debt' THEN amount ELSE 0 END)
                                      - sum(CASE WHEN to_account = 'debt' THEN amount ELSE 0 END), 0)
                          FROM entry e WHERE e.wallet_id = w.id)
                """);
        BROKEN_BY.put(
                "entries are numbered without gaps",
                """
                SELECT w.id FROM wallet w LEFT JOIN
                       (SELECT wallet_id, count(*) n, max(wallet_seq) m FROM entry GROUP BY 1) e ON e.wallet_id = w.id
                 WHERE w.seq <> coalesce(e.n, 0) OR w.seq <> coalesce(e.m, 0)
                """);
        BROKEN_BY.put(
                "a charge is what its entries took",
                """
                SELECT u.request_id FROM usage_record u
                  LEFT JOIN (SELECT wallet_id, reference, sum(amount) AS amount FROM entry
                              WHERE kind IN ('capture', 'spend') GROUP BY 1, 2) e
                    ON e.wallet_id = u.wallet_id AND e.reference = u.request_id::text
                 WHERE u.charged <> coalesce(e.amount, 0)
                """);
        BROKEN_BY.put(
                "every settlement has its usage record, and every usage record an entry",
                """
                SELECT coalesce(e.reference, u.request_id::text)
                  FROM (SELECT reference FROM entry WHERE kind IN ('capture', 'spend', 'release')) e
                  FULL JOIN usage_record u ON u.request_id::text = e.reference
                 WHERE u.request_id IS NULL OR e.reference IS NULL
                """);
        BROKEN_BY.put(
                "a correction is what its entries moved, and no more than its subject was",
                """
                SELECT c.id FROM correction c
                 WHERE c.amount <> (SELECT coalesce(sum(e.amount), 0) FROM entry e
                         WHERE e.wallet_id = c.wallet_id
                           AND (e.kind = c.kind AND e.reference = c.reference
                                OR e.to_account = 'wallet' AND e.reference = c.kind || ':' || c.subject || ':' || encode(tg_correction_hash(c), 'hex')))
                 UNION ALL
                SELECT max(c.id) FROM correction c LEFT JOIN usage_record u ON u.request_id::text = c.subject
                  LEFT JOIN credit_grant g ON g.reference = c.subject
                 WHERE c.kind IN ('refund', 'reverse') GROUP BY c.kind, c.subject, u.charged, g.granted
                HAVING sum(c.amount) > CASE c.kind WHEN 'refund' THEN u.charged ELSE g.granted END
                """);
        BROKEN_BY.put(
                "a budget holds what the holds that name it have set aside",
                """
                SELECT b.id FROM budget b WHERE b.held <> (
                       SELECT coalesce(sum(CASE h.state WHEN 0 THEN h.amount ELSE h.so_far END), 0) FROM hold h
                        WHERE h.wallet_id = b.wallet_id AND b.id = ANY (h.budgets))
                """);
        BROKEN_BY.put(
                "what is used of a budget is what its key was charged since its period began",
                """
                SELECT b.id FROM budget b WHERE b.used <> (
                       SELECT coalesce(sum(u.charged), 0) FROM usage_record u
                        WHERE u.wallet_id = b.wallet_id AND u.key_id = b.key_id AND b.run IN ('', u.run) AND u.settled_at >= b.since)
                """);
        BROKEN_BY.put(
                "what is set aside of a month's tokens is what running calls have set aside",
                """
                SELECT a.wallet_id FROM account_plan a
                 WHERE a.tokens_from IS NOT NULL AND a.tokens_held <>
                       (SELECT coalesce(sum(t.tokens), 0) FROM token_hold t
                         WHERE t.wallet_id = a.wallet_id AND t.month_from = a.tokens_from)
                """);
        BROKEN_BY.put(
                "a code was used as often as it was taken",
                "SELECT c.name FROM promo_code c WHERE c.used <> (SELECT count(*) FROM redemption r WHERE r.name = c.name)");
        BROKEN_BY.put(
                "a row of the audit log follows from the one before",
                """
                SELECT a.seq FROM (SELECT x AS row, x.*, lag(x.hash, 1, '') OVER (ORDER BY x.seq) AS before FROM audit x) a
                 WHERE a.hash <> tg_audit_hash(a.before, a.row)
                 UNION ALL
                SELECT h.seq FROM audit_head h WHERE h.seq <> (SELECT count(*) FROM audit)
                """);
        BROKEN_BY.put(
                "a settled request has no hold", "SELECT h.id FROM hold h JOIN usage_record u ON u.request_id = h.id");
    }

    private LedgerInvariants() {}

    /** @throws AssertionError naming every invariant that does not hold, with the first rows that break it */
    public static void check(TestDatabase database) {
        List<String> broken = new ArrayList<>();
        BROKEN_BY.forEach((invariant, sql) -> {
            List<String> rows = database.query(sql);
            if (!rows.isEmpty()) {
                broken.add(invariant + ": broken by " + rows.size() + " rows, such as "
                        + rows.subList(0, Math.min(3, rows.size())));
            }
        });
        if (!broken.isEmpty()) {
            throw new AssertionError(String.join("\n", broken));
        }
    }
}
