package dev.tollgate.ledger.proof;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Reads the wallets: their figures are what their entries, lots and holds add up to. */
final class WalletReader {

    private static final String WALLETS = "SELECT id, posted, held, debt, spent, seq, chain, frozen,"
            + " daily || ' ' || daily_zone || CASE WHEN daily_keep THEN ' keep' ELSE '' END,"
            + " (daily = 0 OR daily_next <= clock_timestamp() + interval '2 days') AND daily_next <= coalesce((SELECT"
            + " least(p.until, p.month_until) FROM account_plan p WHERE p.wallet_id = wallet.id), 'infinity'),"
            + " next_until, lot_grants,"
            + " lot_free, lot_held, lot_from, lot_until, lot_models FROM wallet";

    /** The sweeper looks again ten seconds later at what it could not write off yet. */
    private static final long AGAIN = 60_000_000;

    private final Books books;
    private final GrantReader grants;
    private final long now;
    private final Set<Long> seen = new HashSet<>();
    private final Check.Counter there = new Check.Counter("every account has its wallet, and every wallet its account");
    private final Check.Counter figures =
            new Check.Counter("every wallet is the sum of its entries, and knows the last one");
    private final Check.Counter lots =
            new Check.Counter("every wallet is the sum of its lots, in the order of spending");
    private final Check.Counter holds = new Check.Counter("every wallet holds what its holds have set aside");

    /** @param now the database's time, in microseconds since 1970 */
    WalletReader(Books books, GrantReader grants, long now) {
        this.books = books;
        this.grants = grants;
        this.now = now;
    }

    static void readAccounts(Connection connection, Books books, Check.Counter readable) throws SQLException {
        new CopyRows(connection, "account", "SELECT id, id FROM account")
                .each(readable, row -> books.accounts.add(row.number()));
    }

    List<Check> read(Connection connection, Check.Counter readable) throws SQLException {
        new CopyRows(connection, "wallet", WALLETS).each(readable, this::read);
        for (Long id : books.wallets.keySet()) {
            if (!seen.contains(id)) {
                figures.examine(false, "wallet ", id, " has entries or holds, but is not there");
            }
        }
        for (Long id : books.accounts) {
            there.examine(seen.contains(id), "account ", id, " has no wallet");
        }
        List<Check> checks = new ArrayList<>(List.of(there.check(), figures.check(), lots.check(), holds.check()));
        checks.addAll(grants.compare());
        return checks;
    }

    private void read(CopyRows row) {
        long id = row.number();
        seen.add(id);
        there.examine(books.accounts.contains(id), "wallet ", id, " has no account");
        WalletBook book = books.wallet(id);
        long posted = row.number();
        long held = row.number();
        long debt = row.number();
        long spent = row.number();
        figures.examine(
                posted == book.posted && debt == book.debt && spent == book.spent,
                "wallet ",
                id,
                " has other figures than its entries: posted ",
                book.posted,
                ", debt ",
                book.debt,
                ", spent ",
                book.spent);
        readEnd(id, book, row);
        long nextUntil = row.micros();
        Lots own = Lots.read(row);
        holds.examine(held == book.held, "wallet ", id, " says held ", held, ", its holds make ", book.held);
        lots.examine(
                posted == own.sum() && held == own.sumHeld(),
                "wallet ",
                id,
                " says posted ",
                posted,
                " and held ",
                held,
                ", its lots make ",
                own.sum(),
                " and ",
                own.sumHeld());
        lots.examine(
                nextUntil <= own.nextUntil(now + AGAIN), "wallet ", id, " has a lot that would not expire in time");
        lots.examine(isInOrder(own), "wallet ", id, " does not have its lots in the order of spending");
        for (int k = 0; k < own.size(); k++) {
            grants.lot(id, own.lot(k));
        }
    }

    private void readEnd(long id, WalletBook book, CopyRows row) {
        long seq = row.number();
        byte[] chain = row.bytes();
        figures.examine(
                seq == book.seq && Arrays.equals(chain, book.chain),
                "wallet ",
                id,
                " ends at entry ",
                seq,
                ", its entries end at ",
                book.seq,
                seq == book.seq ? " with another hash" : "");
        boolean frozen = row.truth();
        figures.examine(
                frozen == book.frozen, "wallet ", id, frozen ? " is frozen" : " is not frozen", " against its entries");
        figures.examine(
                Arrays.equals(row.bytes(), book.daily), "wallet ", id, " gets other free credits than its entries say");
        figures.examine(row.truth(), "wallet ", id, " does not get what its plan gives when it is due");
    }

    private boolean isInOrder(Lots own) {
        for (int k = 1; k < own.size(); k++) {
            Grant before = books.grant(own.grants()[k - 1]).grant;
            Grant after = books.grant(own.grants()[k]).grant;
            if (before != null && after != null && !before.isBefore(after)) {
                return false;
            }
        }
        return true;
    }
}
