package dev.tollgate.app.database;

import dev.tollgate.app.StartupProblem;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * PostgreSQL 18 as a child process, with its files in the data folder. The library that brings the binaries is made for
 * tests and turns off what keeps data safe; it is turned on again here.
 */
public final class EmbeddedDatabase implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(EmbeddedDatabase.class);

    private static final Duration STARTING = Duration.ofSeconds(60);
    private static final Duration STOPPING = Duration.ofSeconds(30);

    private final EmbeddedPostgres postgres;

    private EmbeddedDatabase(EmbeddedPostgres postgres) {
        this.postgres = postgres;
    }

    /** @throws StartupProblem if it does not start */
    public static EmbeddedDatabase start(DataFolder folder) {
        Path files = folder.resolve("postgres");
        try {
            stopLeftBehind(files);
            return new EmbeddedDatabase(EmbeddedPostgres.builder()
                    .setDataDirectory(files)
                    .setCleanDataDirectory(false)
                    // It must outlive the ledger, which is closed by the program.
                    .setRegisterShutdownHook(false)
                    .setPGStartupWait(STARTING)
                    .setServerConfig("fsync", "on")
                    .setServerConfig("synchronous_commit", "on")
                    .setServerConfig("full_page_writes", "on")
                    .setServerConfig("shared_buffers", "256MB")
                    .setServerConfig("max_wal_size", "4GB")
                    .setServerConfig("max_connections", "100")
                    .start());
        } catch (IOException | IllegalStateException failure) {
            throw new StartupProblem(
                    "The embedded PostgreSQL did not start in " + files + ": " + failure.getMessage()
                            + ". Use another database with --db=r2dbc:postgresql://user:password@host:5432/database.",
                    failure);
        }
    }

    public String url() {
        return "r2dbc:postgresql://postgres@localhost:" + postgres.getPort() + "/postgres";
    }

    /**
     * A gateway that was killed leaves its database running. The folder's lock says that the gateway is gone, so the
     * database is stopped in order, and started anew as this one's child.
     */
    private static void stopLeftBehind(Path files) throws IOException {
        Path pidFile = files.resolve("postmaster.pid");
        if (!Files.exists(pidFile)) {
            return;
        }
        List<String> lines = Files.readAllLines(pidFile);
        Optional<ProcessHandle> running = lines.isEmpty()
                ? Optional.empty()
                : ProcessHandle.of(Long.parseLong(lines.get(0).strip())).filter(EmbeddedDatabase::isPostgres);
        if (running.isPresent()) {
            log.info("Stopping the database that a killed gateway has left running");
            stop(running.get());
        }
    }

    /** The number may have been given to another process since. */
    private static boolean isPostgres(ProcessHandle process) {
        return process.info()
                .command()
                .map(command -> command.endsWith("postgres"))
                .orElse(false);
    }

    private static void stop(ProcessHandle postgres) throws IOException {
        try {
            // SIGINT is PostgreSQL's fast shutdown; SIGTERM would wait for its clients.
            new ProcessBuilder("kill", "-INT", Long.toString(postgres.pid()))
                    .start()
                    .waitFor(STOPPING.toSeconds(), TimeUnit.SECONDS);
            postgres.onExit().get(STOPPING.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while stopping process " + postgres.pid(), interrupted);
        } catch (java.util.concurrent.ExecutionException | java.util.concurrent.TimeoutException stuck) {
            throw new IOException("process " + postgres.pid() + " does not stop", stuck);
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
