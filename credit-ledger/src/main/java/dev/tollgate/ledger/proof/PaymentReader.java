package dev.tollgate.ledger.proof;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;

/** Compares what was paid through Stripe with what the books have given for it, and with the orders. */
final class PaymentReader {

    /** Of each payment: what it says is given, and what its grants less their reversals are. */
    private static final String GIVEN =
            """
            SELECT coalesce(p.key, b.key), coalesce(p.credits - p.back, 0)::bigint, coalesce(b.given, 0)::bigint
              FROM stripe_payment p
              FULL JOIN (SELECT regexp_replace(substr(g.reference, 8), ':again:[0-9]+$', '') AS key, g.wallet_id, g.source,
                                sum(g.granted - coalesce(c.back, 0)) AS given
                           FROM credit_grant g
                           LEFT JOIN (SELECT wallet_id, subject, sum(amount) AS back FROM correction
                                       WHERE kind = 'reverse' AND subject LIKE 'stripe:%' GROUP BY 1, 2) c
                             ON c.wallet_id = g.wallet_id AND c.subject = g.reference
                          WHERE g.reference LIKE 'stripe:%' GROUP BY 1, 2, 3) b
                ON b.key = p.key AND b.wallet_id = p.wallet_id AND b.source = p.source
            """;

    /** Of each order that is paid, or was: whether its payment is the one that it says. */
    private static final String ORDERED =
            """
            SELECT coalesce(o.id::text, p.key),
                   coalesce((o.wallet_id, o.cents, o.credits, 'paid') = (p.wallet_id, p.cents, p.credits, o.state), false)
              FROM (SELECT * FROM billing_order WHERE state = 'paid') o
              FULL JOIN (SELECT * FROM stripe_payment WHERE order_id IS NOT NULL) p ON p.order_id = o.id
            """;

    private final Check.Counter bought = new Check.Counter(
            "what was paid through Stripe is given, less what went back, and every paid order is a payment");

    Check read(Connection connection, Check.Counter readable) throws SQLException {
        new CopyRows(connection, "payment", GIVEN).each(readable, row -> {
            String key = new String(row.bytes(), StandardCharsets.UTF_8);
            long says = row.number();
            long has = row.number();
            bought.examine(says == has, "payment ", key, " is worth ", says, ", its grants are ", has);
        });
        new CopyRows(connection, "order", ORDERED).each(readable, row -> {
            String id = new String(row.bytes(), StandardCharsets.UTF_8);
            bought.examine(row.truth(), "order ", id, " is not what was paid");
        });
        return bought.check();
    }
}
