package dev.tollgate.ledger.proof;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Reads the journal: every entry follows from the one before it. */
final class EntryReader {

    private final Books books;
    private final HashedLine line = new HashedLine();
    private final Check.Counter gapless = new Check.Counter("entries are numbered without gaps");
    private final Check.Counter chained = new Check.Counter("every entry's hash follows from the one before");
    private final Check.Counter balanced = new Check.Counter("every entry's balance follows from the one before");

    EntryReader(Books books) {
        this.books = books;
    }

    List<Check> read(Connection connection) throws SQLException {
        CopyRows rows = new CopyRows(connection, Entry.QUERY);
        while (rows.next()) {
            Entry entry = Entry.read(rows);
            WalletBook book = books.wallet(entry.wallet());
            if (entry.seq() == book.seq + 1) {
                take(book, entry);
                takeEarly(book);
            } else {
                early(book, entry);
            }
        }
        for (Map.Entry<Long, WalletBook> wallet : books.wallets.entrySet()) {
            takeRest(wallet.getKey(), wallet.getValue());
            endCapture(wallet.getValue());
        }
        return List.of(gapless.check(), chained.check(), balanced.check());
    }

    private void early(WalletBook book, Entry entry) {
        TreeMap<Long, Entry> early = book.early;
        if (early == null) {
            early = new TreeMap<>();
            book.early = early;
        }
        if (entry.seq() <= book.seq || early.put(entry.seq(), entry) != null) {
            gapless.examine(false, entry, " is there twice");
        }
    }

    private void takeEarly(WalletBook book) {
        TreeMap<Long, Entry> early = book.early;
        while (early != null && !early.isEmpty() && early.firstKey() == book.seq + 1) {
            take(book, early.pollFirstEntry().getValue());
        }
    }

    /** What comes behind a gap is checked as well, so that one lost entry is told as one. */
    private void takeRest(long wallet, WalletBook book) {
        TreeMap<Long, Entry> early = book.early;
        while (early != null && !early.isEmpty()) {
            gapless.examine(false, "entry ", book.seq + 1, " of wallet ", wallet, " is missing");
            Entry next = early.pollFirstEntry().getValue();
            take(book, next);
            takeEarly(book);
        }
        book.early = null;
    }

    private void take(WalletBook book, Entry entry) {
        gapless.examine(true);
        chained.examine(
                Arrays.equals(entry.hash(), entry.hashAfter(book.chain, line)),
                entry,
                " does not have the hash that it should have");
        book.posted += entry.onWallet();
        book.debt += entry.onDebt();
        book.spent += entry.onRevenue();
        balanced.examine(
                entry.balance() == book.posted - book.debt,
                entry,
                " says ",
                entry.balance(),
                ", its predecessors make ",
                book.posted - book.debt);
        book.seq = entry.seq();
        book.chain = entry.hash();
        Long grant = entry.grant();
        if (grant != null) {
            take(books.grant(grant), entry);
        }
        capture(book, entry);
    }

    private static void take(GrantBook grant, Entry entry) {
        grant.left += entry.onWallet();
        if (entry.isGrant()) {
            grant.grantEntries++;
            grant.granted = entry.amount();
            grant.document = entry.document();
        }
    }

    private static void capture(WalletBook book, Entry entry) {
        if (!entry.sameDocument(book.capture)) {
            endCapture(book);
            book.capture = entry;
        }
        if (entry.isUsage()) {
            book.captured += entry.amount();
        }
    }

    private static void endCapture(WalletBook book) {
        Entry last = book.capture;
        if (last != null && book.captured > 0) {
            book.captures += Books.capture(last.document(), book.captured);
        }
        book.capture = null;
        book.captured = 0;
    }
}
