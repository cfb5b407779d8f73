package dev.tollgate.ledger.testing;

import dev.tollgate.ledger.GrantRequest;
import dev.tollgate.ledger.GrantTerms;
import dev.tollgate.ledger.LedgerDatabase;
import dev.tollgate.ledger.account.Account;
import dev.tollgate.ledger.database.DatabaseUrl;
import dev.tollgate.ledger.database.Schema;
import dev.tollgate.pricing.Credits;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** A new, empty database of a test's own on the test server. */
public final class TestDatabase implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final DatabaseUrl server;
    private final DatabaseUrl url;

    private TestDatabase(DatabaseUrl server, DatabaseUrl url) {
        this.server = server;
        this.url = url;
    }

    /** A database with the ledger's tables, copied from a template that is migrated once in a process. */
    public static TestDatabase fresh() {
        return on(TestServer.url(), Template.NAME);
    }

    /** An empty database on another server; a ledger that is opened on it makes its tables. */
    public static TestDatabase on(DatabaseUrl server) {
        return on(server, "template1");
    }

    private static TestDatabase on(DatabaseUrl server, String template) {
        return new TestDatabase(
                server, named(server, "t" + UUID.randomUUID().toString().replace("-", ""), template));
    }

    /** Migrated when the first database is asked for. */
    private static final class Template {
        static final String NAME = migrated();

        private static String migrated() {
            String name = "template_" + UUID.randomUUID().toString().replace("-", "");
            Schema.migrate(named(TestServer.url(), name, "template1"));
            return name;
        }
    }

    private static DatabaseUrl named(DatabaseUrl server, String name, String template) {
        run(server, "CREATE DATABASE " + name + " TEMPLATE " + template);
        return new DatabaseUrl(server.host(), server.port(), name, server.user(), server.password(), server.sslMode());
    }

    /** A copy of this database, which nobody may be connected to. */
    public TestDatabase copy() {
        return on(server, url.database());
    }

    /** Changes something as its owner can who has switched all guards off. */
    public void tamper(String sql) {
        execute("SET session_replication_role = replica; " + sql);
    }

    /** Drops the database, even if somebody is connected to it. */
    @Override
    public void close() {
        run(server, "DROP DATABASE IF EXISTS " + url.database() + " WITH (FORCE)");
    }

    public String r2dbcUrl() {
        return "r2dbc:postgresql://" + url.user() + (url.password() == null ? "" : ":" + url.password()) + "@"
                + url.host() + ":" + url.port() + "/" + url.database();
    }

    /**
     * Commits on connections that are opened from now on do not wait for the disk, which makes many small moves fast: for
     * tests of what the answers are, not of what a crash leaves.
     */
    public void withoutWaitingForTheDisk() {
        execute("ALTER DATABASE " + url.database() + " SET synchronous_commit = off");
    }

    /** The ledger on this database, with short times for what would be minutes in production. */
    public LedgerDatabase open() {
        return LedgerDatabase.open(new LedgerDatabase.Settings(
                r2dbcUrl(), 8, Duration.ofMinutes(10), Duration.ofSeconds(3), Duration.ofMillis(200)));
    }

    /** A new account with this many credits, bought; with none for zero. */
    public static Account account(LedgerDatabase database, String credits) {
        Account account = database.accounts()
                .create(UUID.randomUUID() + "@example.com", "free")
                .block(PATIENCE);
        if (account == null) {
            throw new AssertionError("no account was made");
        }
        Credits amount = Credits.of(new BigDecimal(credits));
        if (!amount.isZero()) {
            database.ledger()
                    .grant(new GrantRequest(
                            account.id(),
                            GrantRequest.Source.PURCHASE,
                            UUID.randomUUID().toString(),
                            amount,
                            "test",
                            GrantTerms.NONE))
                    .block(PATIENCE);
        }
        return account;
    }

    /** Ends all lots of an account, as if their time had come. */
    public void expireLots(long account) {
        execute("UPDATE wallet SET lot_until = array_fill('epoch'::timestamptz, ARRAY[cardinality(lot_until)]),"
                + " next_until = 'epoch' WHERE id = " + account);
    }

    /** Gives an account credits that never expire, whatever process its ledger runs in. */
    public void grant(long account, BigDecimal credits) {
        execute(
                "SELECT tg_grant(ARRAY[" + account + "::bigint], ARRAY[5::smallint], ARRAY['purchase'], ARRAY['"
                        + UUID.randomUUID() + "'], ARRAY[" + Credits.of(credits).nanos()
                        + "::bigint], ARRAY[0::bigint],"
                        + " ARRAY[''], ARRAY['test'], ARRAY['-infinity'::timestamptz], ARRAY['infinity'::timestamptz], 4000000000000000000)");
    }

    /** Accounts 1 to n, each with three grants of a million credits; for measurements, where one by one takes too long. */
    public void fill(int accounts) {
        execute("INSERT INTO account (public_id, email, plan) SELECT 'acc_' || n, n || '@example.com', 'free'"
                + " FROM generate_series(1, " + accounts + ") n");
        execute("SELECT count(g.ord) FROM account a CROSS JOIN (VALUES (1, 'daily_free', now() + interval '1 day'),"
                + " (3, 'plan', now() + interval '30 days'), (5, 'purchase', 'infinity')) p (priority, source, expires_at),"
                + " LATERAL tg_grant(ARRAY[a.id], ARRAY[p.priority::smallint], ARRAY[p.source], ARRAY[p.source || a.id],"
                + " ARRAY[1000000000000000], ARRAY[0::bigint], ARRAY[''], ARRAY['test'],"
                + " ARRAY['-infinity'::timestamptz], ARRAY[p.expires_at], 4000000000000000000) g");
        execute("VACUUM ANALYZE");
    }

    /** Processor time that the server's processes on this machine have used, in microseconds; 0 where it is elsewhere. */
    public long serverCpuMicros() {
        long ticks = 0;
        for (String pid : query("SELECT pid FROM pg_stat_activity")) {
            Path stat = Path.of("/proc", pid, "stat");
            try {
                String[] fields =
                        Files.readString(stat).replaceFirst(".*\\) ", "").split(" ");
                ticks += Long.parseLong(fields[11]) + Long.parseLong(fields[12]);
            } catch (IOException elsewhere) {
                continue;
            }
        }
        return ticks * 10_000;
    }

    /** Waits in the database, which costs the tests nothing, until a query has no rows; fails after two minutes. */
    public void awaitNone(String query) {
        execute("DO $$ DECLARE tries int := 0; BEGIN WHILE EXISTS (" + query + ") LOOP tries := tries + 1;"
                + " IF tries > 12000 THEN RAISE EXCEPTION 'waited too long'; END IF; PERFORM pg_sleep(0.01);"
                + " END LOOP; END $$");
    }

    /** The first column of a query's rows, as text. */
    public List<String> query(String sql) {
        try (Connection connection = connect(url);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            List<String> values = new ArrayList<>();
            while (rows.next()) {
                values.add(String.valueOf(rows.getString(1)));
            }
            return values;
        } catch (SQLException failure) {
            throw new IllegalStateException(sql, failure);
        }
    }

    /** Every row of every table, as text. */
    public List<String> rows() {
        List<String> rows = new ArrayList<>();
        for (String table : query("SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace"
                + " AND relkind IN ('r', 'p')")) {
            rows.addAll(query("SELECT t::text FROM \"" + table + "\" t"));
        }
        return rows;
    }

    public void execute(String sql) {
        run(url, sql);
    }

    /** Does something while somebody else has locks. */
    public void whileLocked(String locking, Runnable action) {
        during(locking, action, Connection::rollback);
    }

    /** Does something while somebody else has written, but not committed yet. */
    public void beforeCommit(String writing, Runnable action) {
        during(writing, action, Connection::commit);
    }

    private interface End {
        void of(Connection connection) throws SQLException;
    }

    private void during(String sql, Runnable action, End end) {
        try (Connection connection = connect(url);
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute(sql);
            action.run();
            end.of(connection);
        } catch (SQLException failure) {
            throw new IllegalStateException(sql, failure);
        }
    }

    public long openHolds() {
        return Long.parseLong(query("SELECT count(*) FROM hold WHERE state = 0").get(0));
    }

    private static void run(DatabaseUrl where, String sql) {
        try (Connection connection = connect(where);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException failure) {
            throw new IllegalStateException(sql, failure);
        }
    }

    private static Connection connect(DatabaseUrl where) throws SQLException {
        return DriverManager.getConnection(
                "jdbc:postgresql://" + where.host() + ":" + where.port() + "/" + where.database(),
                where.user(),
                where.password());
    }
}
