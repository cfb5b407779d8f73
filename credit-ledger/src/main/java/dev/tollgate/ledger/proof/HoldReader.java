package dev.tollgate.ledger.proof;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.UUID;

/** Reads the holds: what they set aside, and that each of them is sound in itself. */
final class HoldReader {

    private static final String HOLDS =
            "SELECT id, wallet_id, amount, so_far, state, parts, opened_at, expires_at FROM hold";
    private static final int OPEN = 0;
    private static final int ABANDONED = 1;

    private final Books books;
    private final Check.Counter sound = new Check.Counter("every hold is made of parts of its wallet's grants");

    HoldReader(Books books) {
        this.books = books;
    }

    Check read(Connection connection, Check.Counter readable) throws SQLException {
        new CopyRows(connection, "hold", HOLDS).each(readable, this::read);
        return sound.check();
    }

    private void read(CopyRows row) {
        UUID id = row.uuid();
        long wallet = row.number();
        long amount = row.number();
        long soFar = row.number();
        long state = row.number();
        long[] parts = row.numbers();
        long opened = row.micros();
        long expires = row.micros();
        sound.examine(
                opened < expires && (state == OPEN || state == ABANDONED) && books.accounts.contains(wallet),
                "hold ",
                id,
                " has no wallet, a state that is none, or ends before it begins");
        long sum = sum(id, wallet, parts);
        long due = state == OPEN ? amount : soFar; // An abandoned one keeps what its call had cost by then.
        sound.examine(sum == due, "hold ", id, " has to set aside ", due, ", its parts are of ", sum);
        books.wallet(wallet).held += sum;
    }

    private long sum(UUID id, long wallet, long[] parts) {
        long sum = 0;
        for (int p = 0; p + 1 < parts.length; p += 2) {
            GrantBook book = books.grant(parts[p]);
            Grant grant = book.grant;
            sound.examine(
                    parts[p + 1] > 0 && grant != null && grant.wallet() == wallet,
                    "hold ",
                    id,
                    " has a part of grant ",
                    parts[p],
                    ", which is not its wallet's, or nothing of it");
            sum += parts[p + 1];
            book.held += parts[p + 1];
        }
        sound.examine(parts.length % 2 == 0, "hold ", id, " has half a part");
        return sum;
    }
}
