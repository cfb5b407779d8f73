package dev.tollgate.app.cli;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The program as a process of its own, in a folder of its own. */
final class Program implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(300);
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    final Path folder;
    private final Process process;
    private final Path out;
    private final Path err;

    private Program(Path folder, Process process, Path out, Path err) {
        this.folder = folder;
        this.process = process;
        this.out = out;
        this.err = err;
    }

    static Program start(Path folder, Map<String, String> environment, String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx384m",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                classPath(),
                TollgateCommand.class.getName()));
        command.addAll(List.of(arguments));
        try {
            Path out = Files.createTempFile(folder, "out", ".txt");
            Path err = Files.createTempFile(folder, "err", ".txt");
            ProcessBuilder builder = new ProcessBuilder(command)
                    .directory(folder.toFile())
                    .redirectOutput(out.toFile())
                    .redirectError(err.toFile());
            builder.environment().keySet().removeIf(name -> name.endsWith("_API_KEY") || name.startsWith("TOLLGATE_"));
            builder.environment().putAll(environment);
            return new Program(folder, builder.start(), out, err);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** Without what belongs to tests: its logging would be theirs. */
    private static String classPath() {
        return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> !entry.endsWith("test-classes") && !entry.endsWith("-tests.jar"))
                .collect(Collectors.joining(File.pathSeparator));
    }

    /** A program that writes its env file, started on any free port and awaited. */
    static Program ready(Path folder, String... arguments) {
        try {
            Files.deleteIfExists(folder.resolve("ready.env"));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        List<String> all = new ArrayList<>(List.of("--port=0", "--env-file=ready.env"));
        all.addAll(List.of(arguments));
        Program program = start(folder, Map.of(), all.toArray(String[]::new));
        program.until("it is ready", () -> program.out().contains("Claude Code:"));
        return program;
    }

    /** Waits for what a living program must come to. */
    void until(String what, BooleanSupplier condition) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            if (ended(50) && !condition.getAsBoolean()) {
                throw new AssertionError("it ended with " + process.exitValue() + " before " + what + ": " + err());
            }
            if (System.nanoTime() > end) {
                throw new AssertionError("waited too long until " + what + ": " + err());
            }
        }
    }

    private boolean ended(long millis) {
        try {
            return process.waitFor(millis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    /** Waits for the end. */
    int exitCode() {
        if (!ended(PATIENCE.toMillis())) {
            process.destroyForcibly();
            throw new AssertionError("it did not end: " + err());
        }
        return process.exitValue();
    }

    String out() {
        return text(out);
    }

    String err() {
        return text(err);
    }

    static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    List<String> env() {
        return text(folder.resolve("ready.env")).lines().toList();
    }

    /** A value of the env file. */
    String env(String name) {
        return env().stream()
                .filter(line -> line.startsWith(name + "="))
                .map(line -> line.substring(name.length() + 1))
                .findFirst()
                .orElseThrow();
    }

    HttpResponse<String> get(String path) {
        return send(HttpRequest.newBuilder(URI.create(env("TOLLGATE_URL") + path))
                .header("authorization", "Bearer " + env("TOLLGATE_KEY")));
    }

    HttpResponse<String> post(String path, String header, String value, String body) {
        return send(HttpRequest.newBuilder(URI.create(env("TOLLGATE_URL") + path))
                .header(header, value)
                .header("content-type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return HTTP.send(request.timeout(Duration.ofSeconds(60)).build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    /** {@code kill -9}. */
    void kill() {
        process.destroyForcibly();
        exitCode();
    }

    /** SIGTERM, and the wait for the end. */
    int terminate() {
        process.destroy();
        return exitCode();
    }

    @Override
    public void close() {
        if (process.isAlive()) {
            terminate();
        }
    }
}
