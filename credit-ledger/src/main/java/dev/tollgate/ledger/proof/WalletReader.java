package dev.tollgate.ledger.proof;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Reads the wallets: their figures are what their entries, lots and holds add up to. */
final class WalletReader {

    private static final String WALLETS = "SELECT id, posted, held, debt, spent, seq, chain FROM wallet";

    private final Books books;
    private final Check.Counter figures =
            new Check.Counter("every wallet is the sum of its entries, and knows the last one");
    private final Check.Counter lots = new Check.Counter("every wallet is the sum of its lots");
    private final Check.Counter holds = new Check.Counter("every wallet holds what its open holds hold");

    WalletReader(Books books) {
        this.books = books;
    }

    List<Check> read(Connection connection) throws SQLException {
        CopyRows rows = new CopyRows(connection, WALLETS);
        Set<Long> seen = new HashSet<>();
        while (rows.next()) {
            long id = rows.number();
            seen.add(id);
            read(id, books.wallet(id), rows);
        }
        for (Long id : books.wallets.keySet()) {
            if (!seen.contains(id)) {
                figures.examine(false, "wallet ", id, " has entries, but is not there");
            }
        }
        return List.of(figures.check(), lots.check(), holds.check());
    }

    private void read(long id, WalletBook book, CopyRows rows) {
        long posted = rows.number();
        long held = rows.number();
        long debt = rows.number();
        long spent = rows.number();
        long seq = rows.number();
        byte[] chain = rows.bytes();
        figures.examine(
                posted == book.posted && debt == book.debt && spent == book.spent,
                "wallet ",
                id,
                " says posted ",
                posted,
                ", debt ",
                debt,
                ", spent ",
                spent,
                "; its entries make ",
                book.posted,
                ", ",
                book.debt,
                ", ",
                book.spent);
        figures.examine(
                seq == book.seq && Arrays.equals(chain, book.chain),
                "wallet ",
                id,
                " ends at entry ",
                seq,
                ", its entries end at ",
                book.seq,
                seq == book.seq ? " with another hash" : "");
        lots.examine(posted == book.lots, "wallet ", id, " says posted ", posted, ", its lots make ", book.lots);
        holds.examine(held == book.held, "wallet ", id, " says held ", held, ", its open holds make ", book.held);
    }
}
