package dev.tollgate.ledger.proof;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/** Reads the corrections: each is what its entries, or its grant, moved, and none is more than what it is about. */
final class CorrectionReader {

    private static final String CORRECTIONS =
            "SELECT id, wallet_id, asked, amount, at, kind, reference, subject, reason,"
                    + " at >= coalesce((SELECT max(until) FROM opening), '-infinity') FROM correction ORDER BY id";

    /** What is refunded of a request whose month is no longer in the books is not asked for. */
    private static final String OLD = "SELECT corrections FROM opening ORDER BY month DESC LIMIT 1";

    private static final String MOST =
            """
            SELECT c.wallet_id, c.subject, c.amount, CASE c.kind WHEN 'refund' THEN
                   (SELECT u.charged FROM usage_record u WHERE u.wallet_id = c.wallet_id AND u.request_id = c.request)
                   ELSE (SELECT g.granted FROM credit_grant g WHERE g.wallet_id = c.wallet_id AND g.reference = c.subject)
                   END
              FROM (SELECT wallet_id, kind, subject, sum(amount)::bigint AS amount, CASE WHEN kind = 'refund' AND subject ~
                           '^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$' THEN subject::uuid END AS request
                      FROM correction WHERE kind IN ('refund', 'reverse') GROUP BY wallet_id, kind, subject) c
             WHERE kind = 'reverse' OR request IS NULL OR request >= coalesce(
                   (SELECT tg_first_id(max(until)) FROM opening), '00000000-0000-0000-0000-000000000000')
            """;

    private final HashedLine line = new HashedLine();
    private final MessageDigest old = sha256();
    private final Map<String, Moved> corrections = new HashMap<>();
    private final Check.Counter same = new Check.Counter("every correction is what it moved");
    private final Check.Counter bounded =
            new Check.Counter("no more is refunded than was charged, or taken back than was granted");

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** What has been met of a correction so far. */
    private static final class Moved {
        final long wallet;
        final long amount;
        final String kind;
        final String grant;

        /** Whether its entries are still in the books. */
        final boolean current;

        long moved;

        Moved(long wallet, long amount, String kind, String grant, boolean current) {
            this.wallet = wallet;
            this.amount = amount;
            this.kind = kind;
            this.grant = grant;
            this.current = current;
        }
    }

    void read(Connection connection, Check.Counter readable) throws SQLException {
        new CopyRows(connection, "correction", CORRECTIONS).each(readable, this::correction);
        byte[] hash = old.digest();
        new CopyRows(connection, "hash of old corrections", OLD)
                .each(
                        readable,
                        row -> same.examine(
                                Arrays.equals(row.bytes(), hash),
                                "the corrections of months that are gone are not what they were"));
        new CopyRows(connection, "sum of corrections", MOST).each(readable, this::bound);
    }

    private void correction(CopyRows row) {
        line.begin().field(row.number());
        long wallet = row.number();
        line.field(wallet).field(row.number());
        long amount = row.number();
        line.field(amount).field(row.micros());
        byte[] kind = row.bytes();
        byte[] reference = row.bytes();
        byte[] subject = row.bytes();
        byte[] own = line.texts(kind, reference, subject, row.bytes()).hash();
        String hash = HexFormat.of().formatHex(own);
        String grant = text(kind) + ":" + text(subject) + ":" + hash;
        corrections.put(hash, new Moved(wallet, amount, text(kind), grant, row.truth()));
        if (!Objects.requireNonNull(corrections.get(hash)).current) {
            old.update(own);
        }
    }

    private void bound(CopyRows row) {
        long wallet = row.number();
        String subject = text(row.bytes());
        long amount = row.number();
        Long most = row.nullableNumber();
        bounded.examine(
                most != null && amount <= most,
                "wallet ",
                wallet,
                " was corrected by ",
                amount,
                " for ",
                subject,
                ", which is of ",
                most == null ? "nothing" : most);
    }

    /** An entry that says that it is of a correction. */
    void moved(Entry entry, Kind kind) {
        Moved correction = corrections.get(HexFormat.of().formatHex(entry.document()));
        if (correction == null
                || correction.wallet != entry.wallet()
                || !correction.kind.equals(kind.name().toLowerCase(Locale.ROOT))) {
            same.examine(false, entry, " is of a correction that is not there");
        } else {
            correction.moved += entry.amount();
        }
    }

    /** When the entries have been read. */
    void compare(Books books) {
        Map<String, Grant> given = new HashMap<>();
        books.grants.values().forEach(book -> {
            if (book.grant != null && !book.grant.reference().isEmpty()) {
                given.put(book.grant.reference(), book.grant);
            }
        });
        corrections.forEach((hash, correction) -> {
            Grant grant = given.remove(correction.grant);
            long moved = grant != null && grant.wallet() == correction.wallet ? grant.granted() : correction.moved;
            same.examine(
                    moved == correction.amount || grant == null && !correction.current,
                    "a correction of wallet ",
                    correction.wallet,
                    " is of ",
                    correction.amount,
                    ", it moved ",
                    moved);
        });
        given.forEach((reference, grant) ->
                same.examine(false, "grant ", grant.id(), " was given by a correction that is not there"));
    }

    Check same() {
        return same.check();
    }

    Check bounded() {
        return bounded.check();
    }

    private static String text(byte[] utf8) {
        return new String(utf8, StandardCharsets.UTF_8);
    }
}
