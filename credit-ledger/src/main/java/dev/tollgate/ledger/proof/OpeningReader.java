package dev.tollgate.ledger.proof;

import java.sql.Connection;
import java.sql.SQLException;

/** Reads what the books were when their last month was taken out: from there all others go on. */
final class OpeningReader {

    private static final String LAST = " WHERE month = (SELECT max(month) FROM opening)";
    private static final String WALLETS =
            "SELECT wallet_id, seq, chain, posted, debt, spent, frozen, daily FROM opening_wallet" + LAST;
    private static final String GRANTS =
            "SELECT grant_id, remaining, kind, granted, document FROM opening_grant" + LAST;
    private static final String USAGE =
            "SELECT wallet_id, request_id, document, charged, settled_at, sign FROM opening_usage" + LAST;

    private final Books books;
    private final Fingerprints fingerprints;
    private final Check.Counter given;

    /** @param given that grants are as they were given */
    OpeningReader(Books books, Fingerprints fingerprints, Check.Counter given) {
        this.books = books;
        this.fingerprints = fingerprints;
        this.given = given;
    }

    /** After the grants, before the entries. */
    void read(Connection connection, Check.Counter readable) throws SQLException {
        new CopyRows(connection, "opening of wallet", WALLETS).each(readable, this::wallet);
        new CopyRows(connection, "opening of grant", GRANTS).each(readable, this::grant);
        new CopyRows(connection, "opening of usage", USAGE).each(readable, this::usage);
    }

    private void wallet(CopyRows row) {
        WalletBook book = books.wallet(row.number());
        book.seq = row.number();
        book.chain = row.bytes();
        book.posted = row.number();
        book.debt = row.number();
        book.spent = row.number();
        book.frozen = row.truth();
        book.daily = row.bytes();
    }

    private void grant(CopyRows row) {
        long id = row.number();
        GrantBook book = books.grant(id);
        book.left = row.number();
        Kind kind = Kind.named(row.bytes());
        long granted = row.number();
        byte[] document = row.bytes();
        book.given = 1;
        Grant grant = book.grant;
        given.examine(
                grant != null && kind != null && kind.gives() && grant.isGivenBy(granted, document),
                "grant ",
                id,
                " is not as it was given");
    }

    /** A record that is gone while its entries are there, or the other way round. */
    private void usage(CopyRows row) {
        WalletBook book = books.wallet(row.number());
        row.uuid();
        long fingerprint = fingerprints.of(row.bytes(), row.number(), row.micros());
        book.settlements -= row.number() * fingerprint;
    }
}
