package dev.tollgate.ledger.proof;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Reads the signed heads: which statements there are, and what the entries must pass through. */
final class SignatureReader {

    private static final String HEADS = "SELECT n, wallet_id, seq, chain FROM signed_head ORDER BY n, wallet_id";

    private final Books books;
    private final AuditReader audit;
    private final Witness witness;
    private final Map<Long, Statement.Digest> digests = new HashMap<>();
    private final Check.Counter signed =
            new Check.Counter("every statement about heads is signed and follows from the last");
    private final Check.Counter known = new Check.Counter("every statement that is kept outside is in the database");

    SignatureReader(Books books, AuditReader audit, Witness witness) {
        this.books = books;
        this.audit = audit;
        this.witness = witness;
    }

    /** After the openings, before the entries. */
    List<Check> read(Connection connection, Check.Counter readable) throws SQLException {
        new CopyRows(connection, "signed head", HEADS).each(readable, this::head);
        TreeMap<Long, Statement> statements = new TreeMap<>();
        new CopyRows(connection, "statement about heads", Statement.QUERY).each(readable, row -> {
            Statement statement = Statement.read(row);
            statements.put(statement.n(), statement);
        });
        byte[] previous = new byte[0];
        long n = 0;
        for (Statement statement : statements.values()) {
            n++;
            compare(statement, n, previous);
            previous = statement.hash();
        }
        digests.keySet().forEach(of -> signed.examine(false, "the heads of statement ", of, " have no statement"));
        compareLines(statements);
        return List.of(signed.check(), known.check());
    }

    private void head(CopyRows row) {
        long n = row.number();
        long wallet = row.number();
        long seq = row.number();
        byte[] chain = row.bytes();
        digests.computeIfAbsent(n, absent -> new Statement.Digest()).add(wallet, seq, chain);
        if (wallet == AuditReader.AS_WALLET) {
            audit.expect(n, seq, chain);
            return;
        }
        WalletBook book = books.wallet(wallet);
        if (seq == book.seq) {
            signed.examine(
                    Arrays.equals(chain, book.chain),
                    "the opening of wallet ",
                    wallet,
                    " is not what statement ",
                    n,
                    " signed");
        } else if (seq > book.seq) {
            book.expect(new WalletBook.SignedHead(n, seq, chain));
        }
    }

    private void compare(Statement statement, long n, byte[] previous) {
        Statement.Digest digest = digests.getOrDefault(statement.n(), new Statement.Digest());
        digests.remove(statement.n());
        signed.examine(
                statement.n() == n && Arrays.equals(statement.previous(), previous),
                "statement ",
                statement.n(),
                " does not follow from the one before it");
        signed.examine(
                statement.heads() == digest.heads && Arrays.equals(statement.digest(), digest.value()),
                "the heads of statement ",
                statement.n(),
                " are not those that were signed");
        signed.examine(
                statement.isSigned()
                        && (witness.keys().isEmpty() || witness.keys().contains(statement.signer())),
                "statement ",
                statement.n(),
                " is not signed by a key that may sign");
    }

    private void compareLines(TreeMap<Long, Statement> statements) {
        Set<String> lines = new HashSet<>();
        statements.values().forEach(statement -> lines.add(statement.line()));
        int number = 0;
        for (String line : witness.lines()) {
            number++;
            known.examine(lines.contains(line), "line ", number, " of the file of signed heads is not in the database");
        }
    }
}
