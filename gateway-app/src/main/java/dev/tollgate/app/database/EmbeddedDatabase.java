package dev.tollgate.app.database;

import dev.tollgate.app.startup.DataFolder;
import dev.tollgate.app.startup.StartupProblem;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * PostgreSQL 18 as a child process, with its files and its binaries in the data folder. The library that brings it is made
 * for tests: what it turns off to be fast is turned on again here, and what it leaves open is closed. The server listens
 * on 127.0.0.1 only, has no socket in the file system, and asks for a password.
 */
public final class EmbeddedDatabase implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(EmbeddedDatabase.class);

    /** After a crash the server replays its log before it answers. */
    private static final Duration STARTING = Duration.ofSeconds(120);

    private static final Map<String, String> SERVER = Map.ofEntries(
            Map.entry("fsync", "on"),
            Map.entry("synchronous_commit", "on"),
            Map.entry("full_page_writes", "on"),
            Map.entry("listen_addresses", "127.0.0.1"),
            Map.entry("unix_socket_directories", ""),
            Map.entry("shared_buffers", "256MB"),
            Map.entry("max_wal_size", "4GB"),
            Map.entry("max_connections", "100"),
            Map.entry("timezone", "UTC"),
            Map.entry("log_timezone", "UTC"));

    /** The server's own: the machine's locale may not be installed, which a new database would fail at. */
    private static final Map<String, String> LOCALE =
            Map.of("locale", "C", "locale-provider", "builtin", "builtin-locale", "C.UTF-8");

    private final EmbeddedPostgres postgres;
    private final String password;

    private EmbeddedDatabase(EmbeddedPostgres postgres, String password) {
        this.postgres = postgres;
        this.password = password;
    }

    /** @throws StartupProblem if it does not start; nothing is left running then */
    public static EmbeddedDatabase start(DataFolder folder) {
        Path files = folder.resolve("postgres");
        try {
            LeftBehind.stop(files);
            DatabasePassword password = DatabasePassword.in(folder);
            EmbeddedPostgres postgres = builder(folder, files, password).start();
            EmbeddedDatabase database = new EmbeddedDatabase(postgres, password.value());
            database.demand(password, files);
            return database;
        } catch (IOException | IllegalStateException failure) {
            stopQuietly(files);
            throw new StartupProblem(
                    "The embedded PostgreSQL did not start in " + files + ": " + failure.getMessage()
                            + ". Use another database with --db=r2dbc:postgresql://user:password@host:5432/database.",
                    failure);
        }
    }

    private static EmbeddedPostgres.Builder builder(DataFolder folder, Path files, DatabasePassword password)
            throws IOException {
        EmbeddedPostgres.Builder builder = EmbeddedPostgres.builder()
                .setDataDirectory(files)
                .setCleanDataDirectory(false)
                // Not in the system's temporary folder, which is emptied by age and shared with other users.
                .setOverrideWorkingDirectory(
                        folder.privately("postgres-program").resolve("unpacked").toFile())
                // It must outlive the ledger, which is closed by the program.
                .setRegisterShutdownHook(false)
                .setPGStartupWait(STARTING)
                .setConnectConfig("password", password.value());
        SERVER.forEach(builder::setServerConfig);
        LOCALE.forEach(builder::setLocaleConfig);
        return builder;
    }

    /** A new server trusts every user of the machine; from here on it asks for the password. */
    private void demand(DatabasePassword password, Path files) throws IOException {
        if (password.isDemanded(files)) {
            return;
        }
        try (Connection connection = postgres.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("ALTER USER postgres PASSWORD '" + password.value() + "'");
            password.demand(files);
            statement.execute("SELECT pg_reload_conf()");
        } catch (SQLException failure) {
            close();
            throw new IOException(failure.getMessage(), failure);
        }
    }

    /** With the password in it. */
    public String url() {
        return url(postgres.getPort(), password);
    }

    static String url(int port, String password) {
        return "r2dbc:postgresql://postgres:" + password + "@127.0.0.1:" + port + "/postgres";
    }

    private static void stopQuietly(Path files) {
        try {
            LeftBehind.stop(files);
        } catch (IOException failure) {
            log.warn("The embedded PostgreSQL did not stop: {}", failure.toString());
        }
    }

    @Override
    public void close() {
        try {
            postgres.close();
        } catch (IOException failure) {
            log.warn("The embedded PostgreSQL did not stop: {}", failure.toString());
        }
    }
}
