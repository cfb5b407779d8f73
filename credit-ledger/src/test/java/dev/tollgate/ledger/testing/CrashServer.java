package dev.tollgate.ledger.testing;

import dev.tollgate.ledger.database.DatabaseUrl;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A PostgreSQL server of a test's own that writes to disk as in production, and that can be killed: the postmaster and
 * every process it has started, by SIGKILL. It starts again on the same folder and port, and recovers.
 */
public final class CrashServer implements AutoCloseable {

    private static final int PATIENCE_SECONDS = 60;
    private static final int STARTS = 20;

    private final EmbeddedPostgres postgres;
    private final Path data;
    private final Path program;

    private CrashServer(EmbeddedPostgres postgres, Path data) throws IOException {
        this.postgres = postgres;
        this.data = data;
        // Its first word is the path of the server's program, which pg_ctl lies beside.
        String options = Files.readString(data.resolve("postmaster.opts"));
        this.program = Path.of(options.substring(0, options.indexOf(' ')));
    }

    /** @param data an empty folder for its files */
    public static CrashServer start(Path data) throws IOException {
        EmbeddedPostgres postgres = EmbeddedPostgres.builder()
                .setDataDirectory(data)
                .setCleanDataDirectory(true)
                .setServerConfig("fsync", "on")
                .setServerConfig("synchronous_commit", "on")
                .setServerConfig("full_page_writes", "on")
                .setServerConfig("max_connections", "60")
                .start();
        return new CrashServer(postgres, data);
    }

    /** The database on it. */
    public DatabaseUrl url() {
        return new DatabaseUrl("localhost", postgres.getPort(), "postgres", "postgres", null);
    }

    /** As a power cut would: no shutdown, no last words. Returns when all its processes are gone. */
    public void kill() throws IOException {
        ProcessHandle postmaster = ProcessHandle.of(postmaster())
                .orElseThrow(() -> new IllegalStateException("the server is not running"));
        List<ProcessHandle> all = new ArrayList<>(List.of(postmaster));
        all.addAll(postmaster.descendants().toList());
        all.forEach(ProcessHandle::destroyForcibly);
        for (ProcessHandle process : all) {
            process.onExit().orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
        }
    }

    private long postmaster() throws IOException {
        return Long.parseLong(
                Files.readAllLines(data.resolve("postmaster.pid")).get(0).trim());
    }

    /** Starts it as it was started before. Returns when it has recovered and answers. */
    public void restart() throws IOException {
        // A child that was born while its parent died keeps the old memory in use until it notices.
        for (int start = 0; start < STARTS; start++) {
            if (startsAgain()) {
                return;
            }
        }
        throw new IllegalStateException(
                "the server did not start again in " + data + ": " + Files.readString(data.resolve("server.log")));
    }

    private boolean startsAgain() throws IOException {
        List<String> command = new ArrayList<>();
        if ("root".equals(System.getProperty("user.name"))) {
            // The server refuses root; the library that brings it does the same.
            command.addAll(List.of("unshare", "-U"));
        }
        command.addAll(List.of(
                program.resolveSibling("pg_ctl").toString(),
                "restart",
                "-w",
                "-D",
                data.toString(),
                "-l",
                data.resolve("server.log").toString(),
                "-t",
                Integer.toString(PATIENCE_SECONDS)));
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            return process.waitFor() == 0;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    @Override
    public void close() throws IOException {
        postgres.close();
    }
}
