package dev.tollgate.ledger.proof;

import dev.tollgate.ledger.database.DatabaseUnreachable;
import dev.tollgate.ledger.database.DatabaseUrl;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * Signs the last entries of all wallets, and the last row of the audit log, so that even the owner of the database cannot change what was before. Statements
 * are kept in the database, with the heads that have changed since the one before, and line by line in a file outside.
 */
public final class HeadSigner {

    /** One signer at a time, whichever node it is on. */
    private static final String LOCK = "SELECT pg_try_advisory_lock(7264005)";

    private static final String BEGIN = "SET lock_timeout = '3s'; BEGIN ISOLATION LEVEL REPEATABLE READ";

    /** The audit log counts as the wallet with the number 0, which there is none of. */
    private static final String CHANGED = " FROM (SELECT id, seq, chain FROM wallet UNION ALL"
            + " SELECT " + AuditReader.AS_WALLET
            + ", seq, hash FROM audit_head WHERE seq > 0) w LEFT JOIN LATERAL (SELECT h.chain FROM signed_head h"
            + " WHERE h.wallet_id = w.id ORDER BY h.n DESC LIMIT 1) h ON true WHERE h.chain IS DISTINCT FROM w.chain";

    private final DatabaseUrl url;
    private final SigningKey key;
    private final Path file;

    /** @param file where the statements are kept outside the database; it is made if it is not there */
    public HeadSigner(DatabaseUrl url, SigningKey key, Path file) {
        this.url = url;
        this.key = key;
        this.file = file;
    }

    /**
     * Signs what has changed. Blocks.
     *
     * @return how many heads were signed; 0 if nothing has changed, or somebody else signs at this moment
     * @throws DatabaseUnreachable if the database cannot be used
     * @throws IllegalStateException if the database does not have the statements that are in the file
     */
    public long sign() {
        try (Connection connection = url.connect()) {
            if (!isAlone(connection)) {
                return 0;
            }
            execute(connection, BEGIN);
            List<Statement> statements = statements(connection);
            requireKnown(statements);
            Statement.Digest digest = changed(connection);
            if (digest.heads > 0) {
                statements.add(write(connection, statements, digest));
            }
            execute(connection, "COMMIT");
            append(statements);
            return digest.heads;
        } catch (SQLException failure) {
            throw new DatabaseUnreachable(
                    "The heads of the ledger of " + url + " cannot be signed: " + failure.getMessage(), failure);
        } catch (IOException failure) {
            throw new UncheckedIOException("the signed heads cannot be written to " + file, failure);
        }
    }

    /** The public half of the key, in hex. */
    public String publicKey() {
        return key.publicKey();
    }

    private static boolean isAlone(Connection connection) throws SQLException {
        try (java.sql.Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(LOCK)) {
            return row.next() && row.getBoolean(1);
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (java.sql.Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static List<Statement> statements(Connection connection) throws SQLException {
        List<Statement> statements = new ArrayList<>();
        Check.Counter readable = new Check.Counter("every statement can be read");
        new CopyRows(connection, "statement about heads", Statement.QUERY)
                .each(readable, row -> statements.add(Statement.read(row)));
        return statements;
    }

    /** History that has been taken away must not be signed over. */
    private void requireKnown(List<Statement> statements) throws IOException {
        List<String> kept = Files.exists(file) ? Files.readAllLines(file) : List.of();
        for (int line = 0; line < kept.size(); line++) {
            if (line >= statements.size()
                    || !kept.get(line).equals(statements.get(line).line())) {
                throw new IllegalStateException("Statement " + (line + 1) + " of " + file
                        + " is not in the database: nothing is signed. Run tollgate ledger verify; if the database is"
                        + " an older copy, put the file aside.");
            }
        }
    }

    private static Statement.Digest changed(Connection connection) throws SQLException {
        Statement.Digest digest = new Statement.Digest();
        Check.Counter readable = new Check.Counter("every wallet can be read");
        new CopyRows(connection, "wallet", "SELECT w.id, w.seq, w.chain" + CHANGED + " ORDER BY w.id")
                .each(readable, row -> digest.add(row.number(), row.number(), row.bytes()));
        return digest;
    }

    private Statement write(Connection connection, List<Statement> before, Statement.Digest digest)
            throws SQLException {
        int n = before.size() + 1;
        byte[] previous = n == 1 ? new byte[0] : before.get(n - 2).hash();
        Statement statement = Statement.signed(n, micros(connection), digest, previous, key);
        try (PreparedStatement row = connection.prepareStatement(
                "INSERT INTO head_signature (n, at, heads, digest, previous, public_key, signature)"
                        + " VALUES (?, now(), ?, ?, ?, ?, ?)")) {
            row.setLong(1, statement.n());
            row.setLong(2, statement.heads());
            row.setBytes(3, statement.digest());
            row.setBytes(4, statement.previous());
            row.setBytes(5, statement.publicKey());
            row.setBytes(6, statement.signature());
            row.executeUpdate();
        }
        execute(
                connection,
                "INSERT INTO signed_head (n, wallet_id, seq, chain) SELECT " + n + ", w.id, w.seq, w.chain" + CHANGED);
        return statement;
    }

    private static long micros(Connection connection) throws SQLException {
        try (java.sql.Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT tg_micros(now())")) {
            row.next();
            return row.getLong(1);
        }
    }

    /** Also what other nodes have signed, or this one before it was cut short. */
    private void append(List<Statement> statements) throws IOException {
        int kept = Files.exists(file) ? Files.readAllLines(file).size() : 0;
        Files.write(
                file,
                statements.stream().skip(kept).map(Statement::line).toList(),
                StandardOpenOption.CREATE,
                StandardOpenOption.APPEND,
                StandardOpenOption.SYNC);
    }
}
