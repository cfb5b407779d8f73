package dev.tollgate.app;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;

/** A gateway as a process of its own, started from the test's class path as its jar would be. */
final class GatewayProcess implements AutoCloseable {

    private static final long STARTING_SECONDS = 120;

    private final Process process;
    private final Map<String, String> values;

    private GatewayProcess(Process process, Map<String, String> values) {
        this.process = process;
        this.values = values;
    }

    /**
     * Starts one, and waits until it is ready.
     *
     * @param folder where it keeps its data and writes its env file
     */
    static GatewayProcess start(Path folder, String databaseUrl, Path pricing) throws IOException {
        return start(folder, databaseUrl, pricing, List.of(), List.of());
    }

    /**
     * The same with more settings.
     *
     * @param properties {@code -Dname=value}
     * @param options of the command line
     */
    static GatewayProcess start(
            Path folder, String databaseUrl, Path pricing, List<String> properties, List<String> options)
            throws IOException {
        Files.createDirectories(folder);
        Path envFile = folder.resolve("gateway.env");
        Files.deleteIfExists(envFile);
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                // They are started many times and live for seconds.
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Dspring.main.lazy-initialization=true"));
        command.addAll(properties);
        command.addAll(List.of(
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                "dev.tollgate.app.cli.TollgateCommand",
                "--port=0",
                "--data=" + folder.resolve("data"),
                "--db=" + databaseUrl,
                "--pricing=" + pricing,
                "--env-file=" + envFile));
        command.addAll(options);
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("PROVIDER_KEY", TestGateway.PLATFORM_KEY);
        builder.environment().putAll(PaidExample.KEYS);
        Process process = builder.start();
        String output = firstLines(process);
        if (!Files.exists(envFile)) {
            process.destroyForcibly();
            throw new AssertionError("the gateway did not start:\n" + output);
        }
        return new GatewayProcess(process, values(envFile));
    }

    /** Reads until the gateway says that it is ready, or its output ends; the rest is thrown away. */
    private static String firstLines(Process process) throws IOException {
        BufferedReader reader =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        StringBuilder lines = new StringBuilder();
        Optional<String> line = Optional.ofNullable(reader.readLine());
        while (line.isPresent() && !line.get().contains("Tollgate is ready")) {
            lines.append(line.get()).append('\n');
            line = Optional.ofNullable(reader.readLine());
        }
        Thread drain = new Thread(() -> reader.lines().forEach(ignored -> {}), "gateway output");
        drain.setDaemon(true);
        drain.start();
        return lines.toString();
    }

    private static Map<String, String> values(Path envFile) throws IOException {
        Function<String, String[]> pair = line -> line.split("=", 2);
        return Files.readAllLines(envFile).stream()
                .map(pair)
                .collect(Collectors.toMap(parts -> parts[0], parts -> parts[1]));
    }

    String url() {
        return String.valueOf(values.get("TOLLGATE_URL"));
    }

    String key() {
        return String.valueOf(values.get("TOLLGATE_KEY"));
    }

    /** As a power cut would: no shutdown, no last words. */
    void kill() {
        process.destroyForcibly();
        await();
    }

    private void await() {
        try {
            if (!process.waitFor(STARTING_SECONDS, TimeUnit.SECONDS)) {
                throw new AssertionError("the gateway did not end");
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        process.destroy();
        await();
    }
}
