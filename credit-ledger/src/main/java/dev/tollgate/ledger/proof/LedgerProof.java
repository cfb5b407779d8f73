package dev.tollgate.ledger.proof;

import dev.tollgate.ledger.database.DatabaseUnreachable;
import dev.tollgate.ledger.database.DatabaseUrl;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * Proves the books of a database, beside gateways that go on using it: everything is read as it was at one moment. Memory
 * grows with wallets, grants (about 300 bytes each) and signed heads (100 bytes), not with entries.
 */
public final class LedgerProof {

    /** Rows come in their order then, whoever reads the same tables beside; those out of order are kept in memory. */
    private static final String FROM_THE_START =
            "SET synchronize_seqscans = off; SET max_parallel_workers_per_gather = 0";

    private static final String SNAPSHOT = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";

    /** Whoever makes or takes out a month meanwhile is told to come back; reads and writes go on. */
    private static final String LOCKS =
            "LOCK TABLE entry, usage_record, opening, head_signature, signed_head IN ACCESS SHARE MODE";

    private LedgerProof() {}

    /**
     * Reads everything once. Blocks.
     *
     * @param witness what is known of signed heads outside the database
     * @throws DatabaseUnreachable if the database cannot be read
     */
    public static List<Check> of(DatabaseUrl url, Witness witness) {
        try (Connection first = url.connect();
                Connection second = url.connect();
                Statement one = first.createStatement();
                Statement other = second.createStatement()) {
            for (Statement statement : List.of(one, other)) {
                statement.execute(FROM_THE_START);
                statement.execute(SNAPSHOT);
                statement.execute(LOCKS);
            }
            other.execute("SET TRANSACTION SNAPSHOT '" + text(one, "SELECT pg_export_snapshot()") + "'");
            long now = Long.parseLong(text(one, "SELECT tg_micros(clock_timestamp())"));
            return read(first, second, now, witness);
        } catch (SQLException failure) {
            throw new DatabaseUnreachable("The ledger of " + url + " cannot be read: " + failure.getMessage(), failure);
        }
    }

    /** How many entries were read. */
    static long entries(List<Check> checks) {
        return checks.stream()
                .filter(check -> check.statement().equals(EntryReader.GAPLESS))
                .mapToLong(Check::examined)
                .sum();
    }

    private static String text(Statement statement, String query) throws SQLException {
        try (ResultSet row = statement.executeQuery(query)) {
            row.next();
            return row.getString(1);
        }
    }

    private static List<Check> read(Connection first, Connection second, long now, Witness witness)
            throws SQLException {
        Fingerprints fingerprints = new Fingerprints();
        CompletableFuture<UsageReader> usage = CompletableFuture.supplyAsync(
                () -> {
                    try {
                        return new UsageReader(fingerprints).read(second);
                    } catch (SQLException failure) {
                        throw new CompletionException(failure);
                    }
                },
                LedgerProof::beside);
        try {
            List<Check> checks = readMoney(first, fingerprints, now, witness, usage);
            return List.copyOf(checks);
        } catch (CompletionException failure) {
            throw new SQLException("the usage records cannot be read: " + failure.getMessage(), failure);
        } finally {
            usage.exceptionally(failed -> new UsageReader(fingerprints)).join(); // Its connection is closed behind it.
        }
    }

    /** In a thread that waits behind the work of the gateway, as the caller's does. */
    private static void beside(Runnable work) {
        Thread thread = new Thread(work, "usage records");
        thread.setDaemon(true);
        thread.setPriority(Thread.currentThread().getPriority());
        thread.start();
    }

    private static List<Check> readMoney(
            Connection connection,
            Fingerprints fingerprints,
            long now,
            Witness witness,
            CompletableFuture<UsageReader> usage)
            throws SQLException {
        Books books = new Books();
        AuditReader audit = new AuditReader();
        Check.Counter readable = new Check.Counter("every row can be read");
        GrantReader grants = new GrantReader(books);
        WalletReader.readAccounts(connection, books, readable);
        grants.read(connection, readable);
        new OpeningReader(books, fingerprints, grants.given).read(connection, readable);
        List<Check> signatures = new SignatureReader(books, audit, witness).read(connection, readable);
        CorrectionReader corrections = new CorrectionReader();
        corrections.read(connection, readable);
        List<Check> checks = new ArrayList<>(
                new EntryReader(books, fingerprints, grants.given, corrections).read(connection, readable));
        corrections.compare(books);
        checks.addAll(List.of(corrections.same(), corrections.bounded()));
        checks.add(new HoldReader(books).read(connection, readable));
        checks.addAll(new WalletReader(books, grants, now).read(connection, readable));
        checks.addAll(usage.join().compare(books));
        checks.addAll(signatures);
        checks.add(audit.read(connection, readable));
        checks.add(new PaymentReader().read(connection, readable));
        checks.add(new PromoReader().read(connection, readable));
        checks.add(readable.check());
        return checks;
    }
}
