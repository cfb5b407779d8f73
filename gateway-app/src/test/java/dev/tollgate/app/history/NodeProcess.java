package dev.tollgate.app.history;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** A {@link LedgerNode} as a process of its own; it ends with this one. */
final class NodeProcess implements AutoCloseable {

    private static final long PATIENCE_SECONDS = 120;

    private final Process process;
    private final BufferedWriter questions;
    private final Map<String, CompletableFuture<Answer>> pending = new ConcurrentHashMap<>();
    private final AtomicLong numbers = new AtomicLong();
    private volatile boolean ended;

    private NodeProcess(Process process) {
        this.process = process;
        this.questions = process.outputWriter(StandardCharsets.UTF_8);
    }

    /** Starts one and waits until it is ready. */
    static NodeProcess start(String databaseUrl) throws IOException {
        Process process = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx128m",
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        LedgerNode.class.getName(),
                        databaseUrl))
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        NodeProcess node = new NodeProcess(process);
        BufferedReader answers = process.inputReader(StandardCharsets.UTF_8);
        String line = answers.readLine();
        while (line != null && !line.equals(LedgerNode.READY)) {
            line = answers.readLine();
        }
        if (line == null) {
            throw new AssertionError("the node did not start");
        }
        Thread reader = new Thread(() -> node.read(answers), "answers of a node");
        reader.setDaemon(true);
        reader.start();
        return node;
    }

    private void read(BufferedReader answers) {
        try {
            answers.lines().forEach(line -> {
                String[] parts = line.split(" ", 2);
                CompletableFuture<Answer> waiting = pending.remove(parts[0]);
                if (waiting != null) {
                    waiting.complete(Answer.parse(parts[1]));
                }
            });
        } catch (UncheckedIOException killed) {
            process.destroyForcibly();
        } finally {
            ended = true;
            pending.values().forEach(waiting -> waiting.complete(Answer.UNKNOWN));
        }
    }

    /** The answer; unknown when the node ends before it gives one. */
    CompletableFuture<Answer> ask(Operation operation) {
        String number = Long.toString(numbers.incrementAndGet());
        CompletableFuture<Answer> answer = new CompletableFuture<>();
        pending.put(number, answer);
        try {
            synchronized (questions) {
                questions.write(number + " " + operation.line() + "\n");
                questions.flush();
            }
        } catch (IOException gone) {
            answer.complete(Answer.UNKNOWN);
        }
        if (ended) {
            answer.complete(Answer.UNKNOWN);
        }
        return answer;
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** As a power cut would. */
    void kill() {
        process.destroyForcibly();
        await();
    }

    /** Lets it write what still waits to be written. */
    @Override
    public void close() throws IOException {
        if (process.isAlive()) {
            questions.close();
        }
        await();
    }

    private void await() {
        process.onExit().orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
    }
}
