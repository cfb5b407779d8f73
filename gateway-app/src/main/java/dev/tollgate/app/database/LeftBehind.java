package dev.tollgate.app.database;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A database that its gateway has left running, because the gateway was killed. The folder's lock says that the gateway is
 * gone, so the database is stopped in order, to be started anew as a child of the new gateway.
 */
final class LeftBehind {

    private static final Logger log = LoggerFactory.getLogger(LeftBehind.class);

    /** A shutdown writes all changed pages to disk first. */
    private static final Duration STOPPING = Duration.ofSeconds(60);

    private LeftBehind() {}

    /** Stops the server on these files, if one runs. */
    static void stop(Path files) throws IOException {
        Optional<ProcessHandle> running = running(files);
        if (running.isPresent()) {
            log.info("Stopping the database that was left running by a gateway that was killed");
            stop(running.get());
        }
    }

    /** Whether a server runs on these files, a gateway's that lives or that was killed. */
    static boolean isRunning(Path files) throws IOException {
        return running(files).isPresent();
    }

    private static Optional<ProcessHandle> running(Path files) throws IOException {
        Path pidFile = files.resolve("postmaster.pid");
        if (!Files.exists(pidFile)) {
            return Optional.empty();
        }
        List<String> lines = Files.readAllLines(pidFile);
        return lines.stream()
                .findFirst()
                .map(String::strip)
                .filter(pid -> pid.matches("[0-9]{1,18}"))
                .flatMap(pid -> ProcessHandle.of(Long.parseLong(pid)))
                .filter(process -> serves(process, files));
    }

    /** The number may have been given to another process since, even to another PostgreSQL. */
    private static boolean serves(ProcessHandle process, Path files) {
        return process.info()
                .arguments()
                .map(arguments -> Arrays.asList(arguments).contains(files.toString()))
                .orElse(false);
    }

    private static void stop(ProcessHandle postgres) throws IOException {
        try {
            // SIGINT is PostgreSQL's fast shutdown; SIGTERM would wait for its clients.
            int refused = new ProcessBuilder("kill", "-INT", Long.toString(postgres.pid()))
                    .start()
                    .waitFor();
            if (refused == 0) {
                postgres.onExit().get(STOPPING.toSeconds(), TimeUnit.SECONDS);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while stopping process " + postgres.pid(), interrupted);
        } catch (ExecutionException | TimeoutException stuck) {
            throw new IOException("process " + postgres.pid() + ", an earlier database here, does not stop", stuck);
        }
    }
}
