package dev.tollgate.ledger.proof;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Reads the journal: every entry follows from the one before it. */
final class EntryReader {

    static final String GAPLESS = "entries are numbered without gaps";

    private final Books books;
    private final Fingerprints fingerprints;
    private final HashedLine line = new HashedLine();
    private final Check.Counter sound = new Check.Counter("every entry is one that the ledger writes");
    private final Check.Counter gapless = new Check.Counter(GAPLESS);
    private final Check.Counter chained = new Check.Counter("every entry's hash follows from the one before");
    private final Check.Counter balanced = new Check.Counter("every entry's balance follows from the one before");
    private final Check.Counter signed = new Check.Counter("every wallet's entries pass through its signed heads");
    private final Check.Counter given;
    private final CorrectionReader corrections;

    EntryReader(Books books, Fingerprints fingerprints, Check.Counter given, CorrectionReader corrections) {
        this.books = books;
        this.fingerprints = fingerprints;
        this.given = given;
        this.corrections = corrections;
    }

    List<Check> read(Connection connection, Check.Counter readable) throws SQLException {
        new CopyRows(connection, "entry", Entry.QUERY).each(readable, row -> place(Entry.read(row)));
        for (Map.Entry<Long, WalletBook> wallet : books.wallets.entrySet()) {
            takeRest(wallet.getKey(), wallet.getValue());
            endSettlement(wallet.getValue());
            missed(wallet.getKey(), wallet.getValue());
        }
        return List.of(sound.check(), gapless.check(), chained.check(), balanced.check(), signed.check());
    }

    private void place(Entry entry) {
        WalletBook book = books.wallet(entry.wallet());
        if (entry.seq() == book.seq + 1) {
            take(book, entry);
            takeEarly(book);
        } else {
            early(book, entry);
        }
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
        sound.examine(entry.isSound(), entry, " has a kind, accounts or an amount that do not belong together");
        chained.examine(
                Arrays.equals(entry.hash(), entry.hashAfter(book.chain, line)),
                entry,
                " does not have the hash that it should have");
        book.posted += entry.onWallet();
        book.debt += entry.onDebt();
        book.spent += entry.onRevenue();
        balanced.examine(entry.balance() == book.posted - book.debt, entry, " has a balance that does not follow");
        book.seq = entry.seq();
        book.chain = entry.hash();
        Kind kind = entry.kind();
        if (kind == Kind.FREEZE || kind == Kind.UNFREEZE) {
            book.frozen = kind == Kind.FREEZE;
        } else if (kind == Kind.DAILY) {
            book.daily = entry.reference();
        } else if (kind != null && kind.about == Kind.About.CORRECTION) {
            corrections.moved(entry, kind);
        }
        boolean aboutGrant = takeGrant(entry);
        settle(book, entry, aboutGrant);
        meet(book, entry);
    }

    /** Moves the grant that the entry names; answers whether the entry is about it. */
    private boolean takeGrant(Entry entry) {
        Long id = entry.grant();
        Kind kind = entry.kind();
        if (id == null || kind == null) {
            return false;
        }
        GrantBook book = books.grant(id);
        book.left += entry.onWallet();
        Grant grant = book.grant;
        if (grant == null) {
            return false; // told by the reader of the grants
        }
        sound.examine(grant.wallet() == entry.wallet(), entry, " moves grant ", id, ", which is another wallet's");
        if (kind.gives()) {
            book.given++;
            given.examine(
                    grant.isGivenBy(entry.amount(), entry.document())
                            && (kind != Kind.GRANT || entry.isFrom(grant.issuer())),
                    "grant ",
                    id,
                    " is not as it was given");
        }
        return kind.about == Kind.About.GRANT
                || kind.about == Kind.About.GRANT_OR_USAGE && Arrays.equals(entry.document(), grant.hash());
    }

    private void settle(WalletBook book, Entry entry, boolean aboutGrant) {
        Kind kind = entry.kind();
        Entry last = book.settlement;
        if (last != null && !entry.sameDocument(last)) {
            endSettlement(book);
        }
        boolean aboutUsage = kind != null
                && (kind.about == Kind.About.USAGE || kind.about == Kind.About.GRANT_OR_USAGE && !aboutGrant);
        if (aboutUsage) {
            book.settlement = entry;
            book.charged += entry.onRevenue();
        }
    }

    private void endSettlement(WalletBook book) {
        Entry last = book.settlement;
        if (last != null && last.isSound()) {
            book.settlements += fingerprints.of(last.document(), book.charged, last.micros());
        }
        book.settlement = null;
        book.charged = 0;
    }

    /** Compares the entry with the signed head that is about it, if there is one. */
    private void meet(WalletBook book, Entry entry) {
        Deque<WalletBook.SignedHead> heads = book.signed;
        while (heads != null && !heads.isEmpty() && heads.getFirst().seq() == entry.seq()) {
            WalletBook.SignedHead head = heads.removeFirst();
            signed.examine(
                    Arrays.equals(head.chain(), entry.hash()),
                    entry,
                    " is not what statement ",
                    head.statement(),
                    " signed");
        }
    }

    private void missed(long wallet, WalletBook book) {
        Deque<WalletBook.SignedHead> heads = book.signed;
        if (heads == null) {
            return;
        }
        for (WalletBook.SignedHead head : heads) {
            signed.examine(
                    false,
                    "entry ",
                    head.seq(),
                    " of wallet ",
                    wallet,
                    " was signed in statement ",
                    head.statement(),
                    ", and is missing");
        }
        book.signed = null;
    }
}
