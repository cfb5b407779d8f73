package dev.tollgate.ledger.proof;

import dev.tollgate.ledger.database.DatabaseUnreachable;
import dev.tollgate.ledger.database.DatabaseUrl;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * Proves the books of a database, beside gateways that go on using it: everything is read as it was at one moment. Memory
 * grows with wallets and grants (about 300 bytes each), not with entries.
 */
public final class LedgerProof {

    /** Rows come in their order then, whoever reads the same tables beside; those out of order are kept in memory. */
    private static final String FROM_THE_START =
            "SET synchronize_seqscans = off; SET max_parallel_workers_per_gather = 0";

    private static final String SNAPSHOT = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";

    private LedgerProof() {}

    /**
     * Reads everything once. Blocks, about six seconds for a million entries.
     *
     * @throws DatabaseUnreachable if the database cannot be read
     */
    public static List<Check> of(DatabaseUrl url) {
        try (Connection first = url.connect();
                Connection second = url.connect();
                Statement one = first.createStatement();
                Statement other = second.createStatement()) {
            for (Statement statement : List.of(one, other)) {
                statement.execute(FROM_THE_START);
                statement.execute(SNAPSHOT);
            }
            other.execute("SET TRANSACTION SNAPSHOT '" + snapshot(one) + "'");
            return read(first, second);
        } catch (SQLException failure) {
            throw new DatabaseUnreachable("The ledger of " + url + " cannot be read: " + failure.getMessage(), failure);
        }
    }

    private static String snapshot(Statement statement) throws SQLException {
        try (ResultSet row = statement.executeQuery("SELECT pg_export_snapshot()")) {
            row.next();
            return row.getString(1);
        }
    }

    private static List<Check> read(Connection first, Connection second) throws SQLException {
        CompletableFuture<Map<Long, Long>> usage = CompletableFuture.supplyAsync(() -> {
            try {
                return new UsageReader().read(second);
            } catch (SQLException failure) {
                throw new CompletionException(failure);
            }
        });
        Books books = new Books();
        List<Check> checks = new ArrayList<>(new EntryReader(books).read(first));
        checks.addAll(new GrantReader(books).read(first));
        checks.addAll(new WalletReader(books).read(first));
        try {
            checks.add(UsageReader.compare(books, usage.join()));
        } catch (CompletionException failure) {
            throw new SQLException("the usage records cannot be read: " + failure.getMessage(), failure);
        }
        return checks;
    }
}
