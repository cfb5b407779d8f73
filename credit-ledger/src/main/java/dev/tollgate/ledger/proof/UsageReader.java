package dev.tollgate.ledger.proof;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;

/** Reads the usage records: every charge is what its entries took, for the reason that it was taken for. */
final class UsageReader {

    private static final String USAGE =
            "SELECT wallet_id, charged, request_id::text, tg_micros(at), state, provider, operation, model, answered_model,"
                    + " key_mode, basis, price_version, hold, input_tokens, output_tokens, detail FROM usage_record";

    private final HashedLine line = new HashedLine();

    /** The sum over each wallet's captures. */
    Map<Long, Long> read(Connection connection) throws SQLException {
        Map<Long, Long> captures = new HashMap<>();
        CopyRows rows = new CopyRows(connection, USAGE);
        while (rows.next()) {
            long wallet = rows.number();
            long charged = rows.number();
            line.begin(new byte[0]).field(rows.bytes()).field(rows.number());
            for (int text = 0; text < 8; text++) {
                line.field(rows.bytes());
            }
            line.field(rows.number())
                    .field(charged)
                    .field(rows.number())
                    .field(rows.number())
                    .field(rows.bytes());
            if (charged > 0) {
                captures.merge(wallet, Books.capture(line.hash(), charged), Long::sum);
            }
        }
        return captures;
    }

    static Check compare(Books books, Map<Long, Long> captures) {
        Check.Counter same = new Check.Counter("every capture has its usage record, and every charge its capture");
        books.wallets.forEach((id, book) -> same.examine(
                book.captures == captures.getOrDefault(id, 0L),
                "the usage records of wallet ",
                id,
                " are not those that its entries were written for"));
        captures.keySet().stream()
                .filter(id -> !books.wallets.containsKey(id))
                .forEach(id -> same.examine(false, "wallet ", id, " has usage records, but no entries"));
        return same.check();
    }
}
