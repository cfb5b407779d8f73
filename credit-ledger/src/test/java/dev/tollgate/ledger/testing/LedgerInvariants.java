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
                "a wallet holds what its open holds hold",
                """
                SELECT w.id FROM wallet w
                 WHERE w.held <> (SELECT coalesce(sum(h.amount), 0) FROM hold h WHERE h.wallet_id = w.id AND h.state = 0)
                """);
        BROKEN_BY.put(
                "a grant holds what the open holds took from it",
                """
                SELECT g.id FROM credit_grant g WHERE g.held <>
                       (SELECT coalesce(sum(h.parts[2 * p]), 0) FROM hold h, generate_series(1, cardinality(h.parts) / 2) p
                         WHERE h.wallet_id = g.wallet_id AND h.state = 0 AND h.parts[2 * p - 1] = g.id)
                """);
        BROKEN_BY.put(
                "a grant is between nothing and what was granted",
                "SELECT id FROM credit_grant WHERE NOT (0 <= held AND held <= remaining AND remaining <= granted)");
        BROKEN_BY.put(
                "what is left of a grant is what its entries left",
                """
                SELECT g.id FROM credit_grant g WHERE g.remaining <>
                       (SELECT coalesce(sum(CASE WHEN to_account = 'wallet' THEN amount ELSE -amount END), 0)
                          FROM entry e WHERE e.wallet_id = g.wallet_id AND e.grant_id = g.id)
                """);
        BROKEN_BY.put(
                "a wallet is the sum of its grants",
                """
                SELECT w.id FROM wallet w LEFT JOIN
                       (SELECT wallet_id, sum(remaining) r, sum(held) h FROM credit_grant GROUP BY 1) g ON g.wallet_id = w.id
                 WHERE w.posted <> coalesce(g.r, 0) OR w.held <> coalesce(g.h, 0)
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
                SELECT u.request_id FROM usage_record u WHERE u.charged <>
                       (SELECT coalesce(sum(amount), 0) FROM entry e
                         WHERE e.wallet_id = u.wallet_id AND e.kind = 'capture' AND e.reference = u.request_id::text)
                """);
        BROKEN_BY.put(
                "every capture has its usage record",
                """
                SELECT e.reference FROM entry e LEFT JOIN usage_record u ON u.request_id::text = e.reference
                 WHERE e.kind = 'capture' AND u.request_id IS NULL
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
