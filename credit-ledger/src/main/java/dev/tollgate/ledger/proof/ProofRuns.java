package dev.tollgate.ledger.proof;

import dev.tollgate.ledger.database.DatabaseUnreachable;
import dev.tollgate.ledger.database.DatabaseUrl;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Proofs that gateways make while they run: one node at a time, and the result is everybody's. All methods block. */
public final class ProofRuns {

    private static final String LOCK = "SELECT pg_try_advisory_lock(7264006)";

    private static final String DUE =
            "SELECT NOT EXISTS (SELECT FROM proof_run WHERE at > clock_timestamp() - ?::interval)";

    private static final String STATE = "SELECT r.at, r.millis, r.entries, r.findings,"
            + " least(tg_months_ahead('entry'), tg_months_ahead('usage_record')),"
            + " (SELECT count(*) FROM entry_rest), (SELECT count(*) FROM usage_record_rest)"
            + " FROM (VALUES (1)) one LEFT JOIN (SELECT * FROM proof_run ORDER BY at DESC LIMIT 1) r ON true";

    private final DatabaseUrl url;

    /**
     * @param took how long it was, in whole milliseconds
     * @param findings how many rows speak against the books
     */
    public record Run(Instant at, Duration took, long entries, long findings) {}

    /**
     * @param last absent: none was made yet
     * @param monthsAhead for how many months after this one there are tables
     * @param restEntries rows in the table for entries that fit into no month; there should be none
     * @param restRecords the same of usage records
     */
    public record State(@Nullable Run last, long monthsAhead, long restEntries, long restRecords) {}

    public ProofRuns(DatabaseUrl url) {
        this.url = url;
    }

    /** @throws DatabaseUnreachable if the database cannot be read */
    public State state() {
        try (Connection connection = url.connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(STATE)) {
            row.next();
            Run last = row.getTimestamp(1) == null
                    ? null
                    : new Run(
                            row.getTimestamp(1).toInstant(),
                            Duration.ofMillis(row.getLong(2)),
                            row.getLong(3),
                            row.getLong(4));
            return new State(last, row.getLong(5), row.getLong(6), row.getLong(7));
        } catch (SQLException failure) {
            throw unreachable(failure);
        }
    }

    /**
     * Proves the books if nobody has for this long, and nobody does at this moment.
     *
     * @throws DatabaseUnreachable if the database cannot be read
     */
    public Optional<List<Check>> proveIfDue(Duration every, Supplier<Witness> witness) {
        try (Connection connection = url.connect();
                Statement statement = connection.createStatement()) {
            if (!truth(statement.executeQuery(LOCK)) || !isDue(connection, every)) {
                return Optional.empty();
            }
            long began = System.nanoTime();
            List<Check> checks = LedgerProof.of(url, witness.get());
            write(connection, Duration.ofNanos(System.nanoTime() - began), checks);
            return Optional.of(checks);
        } catch (SQLException failure) {
            throw unreachable(failure);
        }
    }

    private static boolean truth(ResultSet row) throws SQLException {
        return row.next() && row.getBoolean(1);
    }

    private static boolean isDue(Connection connection, Duration every) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(DUE)) {
            query.setString(1, every.toMillis() + " milliseconds");
            return truth(query.executeQuery());
        }
    }

    private static void write(Connection connection, Duration took, List<Check> checks) throws SQLException {
        try (PreparedStatement row = connection.prepareStatement(
                "INSERT INTO proof_run (at, millis, entries, findings) VALUES (clock_timestamp(), ?, ?, ?)")) {
            row.setLong(1, took.toMillis());
            row.setLong(2, LedgerProof.entries(checks));
            row.setLong(3, checks.stream().mapToLong(Check::violations).sum());
            row.executeUpdate();
        }
    }

    private DatabaseUnreachable unreachable(SQLException failure) {
        return new DatabaseUnreachable("The ledger of " + url + " cannot be proven: " + failure.getMessage(), failure);
    }
}
