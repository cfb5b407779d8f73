package dev.tollgate.ledger.proof;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;

/** Compares how often promo codes were taken with what was given for them. */
final class PromoReader {

    private static final String USED =
            """
            SELECT p.name, p.used, (SELECT count(*) FROM redemption r WHERE r.name = p.name) FROM promo_code p
            """;

    /** Of each redemption its grant, and of each grant of a code its redemption. */
    private static final String GIVEN =
            """
            SELECT coalesce(r.reference, g.reference), coalesce((g.wallet_id, g.granted) = (r.wallet_id, r.amount), false)
              FROM (SELECT wallet_id, amount, 'promo:' || name || ':' || wallet_id || ':' || nth AS reference
                      FROM redemption) r
              FULL JOIN (SELECT g.wallet_id, g.granted, g.reference FROM credit_grant g
                          JOIN promo_code p ON g.reason = 'promo code ' || p.name
                                           AND starts_with(g.reference, 'promo:' || p.name || ':' || g.wallet_id || ':')
                          WHERE g.source = 'promo') g
                ON g.reference = r.reference
            """;

    private final Check.Counter taken =
            new Check.Counter("every promo code was taken as often as it says, and given for each time");

    Check read(Connection connection, Check.Counter readable) throws SQLException {
        new CopyRows(connection, "promo code", USED).each(readable, row -> {
            String name = new String(row.bytes(), StandardCharsets.UTF_8);
            long says = row.number();
            long has = row.number();
            taken.examine(says == has, "promo code ", name, " says that it was taken ", says, " times, not ", has);
        });
        new CopyRows(connection, "redemption", GIVEN).each(readable, row -> {
            String reference = new String(row.bytes(), StandardCharsets.UTF_8);
            taken.examine(row.truth(), "redemption ", reference, " is not what was given");
        });
        return taken.check();
    }
}
