package dev.tollgate.ledger.proof;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Reads grants, holds and lots. */
final class GrantReader {

    private static final String GRANTS =
            "SELECT id, wallet_id, priority, source, reference, reason, granted, cost, models, tg_micros(created_at),"
                    + " tg_micros(effective_at), tg_micros(expires_at) FROM credit_grant";

    private static final String HELD = "SELECT h.parts[2 * p - 1], h.parts[2 * p] FROM hold h,"
            + " generate_series(1, cardinality(h.parts) / 2) p WHERE h.state = 0";

    private static final String HOLDS = "SELECT wallet_id, amount FROM hold WHERE state = 0";

    private static final String LOTS = "SELECT w.id, l.grant_id, l.free, l.held,"
            + " (g.wallet_id = w.id AND g.effective_at = l.since AND g.expires_at = l.until AND g.models = l.models)::int::bigint"
            + " FROM wallet w, unnest(w.lot_grants, w.lot_free, w.lot_held, w.lot_from, w.lot_until, w.lot_models)"
            + " l (grant_id, free, held, since, until, models) LEFT JOIN credit_grant g ON g.id = l.grant_id";

    private final Books books;
    private final HashedLine line = new HashedLine();
    private final Check.Counter given = new Check.Counter("every grant is as it was given, by one entry");
    private final Check.Counter left = new Check.Counter("what is left of every grant is what its entries left");
    private final Check.Counter held = new Check.Counter("what is held of every grant is what open holds took from it");

    GrantReader(Books books) {
        this.books = books;
    }

    List<Check> read(Connection connection) throws SQLException {
        readGrants(new CopyRows(connection, GRANTS));
        readHeld(new CopyRows(connection, HELD));
        readHolds(new CopyRows(connection, HOLDS));
        readLots(new CopyRows(connection, LOTS));
        for (Map.Entry<Long, GrantBook> grant : books.grants.entrySet()) {
            GrantBook book = grant.getValue();
            given.examine(
                    book.found && book.grantEntries == 1,
                    "grant ",
                    grant.getKey(),
                    book.found ? " has " + book.grantEntries + " entries that give it" : " is not there");
            if (!book.hasLot) {
                left.examine(book.left == 0, "grant ", grant.getKey(), " has no lot, but ", book.left, " left");
                held.examine(book.held == 0, "grant ", grant.getKey(), " has no lot, but holds took ", book.held);
            }
        }
        return List.of(given.check(), left.check(), held.check());
    }

    private void readGrants(CopyRows rows) throws SQLException {
        while (rows.next()) {
            long id = rows.number();
            line.begin(new byte[0]).field(id).field(rows.number()).field(rows.number());
            line.field(rows.bytes()).field(rows.bytes()).field(rows.bytes());
            long granted = rows.number();
            line.field(granted).field(rows.number()).field(rows.bytes());
            line.field(rows.number()).field(rows.number()).field(rows.number());
            GrantBook book = books.grant(id);
            book.found = true;
            given.examine(
                    book.granted == granted && Arrays.equals(book.document, line.hash()),
                    "grant ",
                    id,
                    " is not as it was given");
        }
    }

    private void readHeld(CopyRows rows) throws SQLException {
        while (rows.next()) {
            GrantBook book = books.grant(rows.number());
            book.held += rows.number();
        }
    }

    private void readHolds(CopyRows rows) throws SQLException {
        while (rows.next()) {
            WalletBook book = books.wallet(rows.number());
            book.held += rows.number();
        }
    }

    private void readLots(CopyRows rows) throws SQLException {
        while (rows.next()) {
            WalletBook wallet = books.wallet(rows.number());
            long id = rows.number();
            GrantBook book = books.grant(id);
            long free = rows.number();
            long taken = rows.number();
            Long asGranted = rows.nullableNumber();
            wallet.lots += free + taken;
            left.examine(
                    !book.hasLot && free + taken == book.left,
                    "grant ",
                    id,
                    " has ",
                    free + taken,
                    " in its lot, its entries left ",
                    book.left);
            held.examine(taken == book.held, "grant ", id, " has ", taken, " held, open holds took ", book.held);
            given.examine(
                    asGranted != null && asGranted == 1, "the lot of grant ", id, " has other terms than the grant");
            book.hasLot = true;
        }
    }
}
