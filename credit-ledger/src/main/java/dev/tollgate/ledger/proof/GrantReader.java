package dev.tollgate.ledger.proof;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;

/** Reads the grants, which entries and lots are compared with. */
final class GrantReader {

    private final Books books;
    private final HashedLine line = new HashedLine();
    private final Check.Counter left = new Check.Counter("what is left of every grant is what its entries left");
    private final Check.Counter held = new Check.Counter("what is held of every grant is what holds took from it");

    /** Entries say more about it. */
    final Check.Counter given = new Check.Counter("every grant is as it was given, by one entry");

    GrantReader(Books books) {
        this.books = books;
    }

    void read(Connection connection, Check.Counter readable) throws SQLException {
        new CopyRows(connection, "grant", Grant.QUERY).each(readable, row -> {
            Grant grant = Grant.read(row, line);
            books.grant(grant.id()).grant = grant;
        });
    }

    /** Compares a lot with its grant and with what is left of it. */
    void lot(long wallet, Lots.Lot lot) {
        GrantBook book = books.grant(lot.grant());
        Grant grant = book.grant;
        left.examine(
                !book.hasLot && lot.free() + lot.held() == book.left,
                "grant ",
                lot.grant(),
                " has ",
                lot.free() + lot.held(),
                " in its lot, its entries left ",
                book.left);
        held.examine(
                lot.held() == book.held, "grant ", lot.grant(), " has ", lot.held(), " held, holds took ", book.held);
        given.examine(
                grant != null && grant.wallet() == wallet && lot.hasTermsOf(grant),
                "the lot of grant ",
                lot.grant(),
                " has other terms than the grant, or another wallet");
        book.hasLot = true;
    }

    /** When entries, holds and lots have been read. */
    List<Check> compare() {
        for (Map.Entry<Long, GrantBook> grant : books.grants.entrySet()) {
            GrantBook book = grant.getValue();
            given.examine(
                    book.grant != null && book.given == 1,
                    "grant ",
                    grant.getKey(),
                    book.grant != null ? " has " + book.given + " entries that give it" : " is not there");
            if (!book.hasLot) {
                left.examine(book.left == 0, "grant ", grant.getKey(), " has no lot, but ", book.left, " left");
                held.examine(book.held == 0, "grant ", grant.getKey(), " has no lot, but holds took ", book.held);
            }
        }
        return List.of(given.check(), left.check(), held.check());
    }
}
