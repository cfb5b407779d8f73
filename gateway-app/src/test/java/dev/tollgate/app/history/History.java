package dev.tollgate.app.history;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;

/** All calls of all clients, with times from one counter. */
final class History {

    private static final long PATIENCE_SECONDS = 120;

    private final AtomicLong clock = new AtomicLong();
    private final List<Call> calls = new ArrayList<>();
    private long known;

    /**
     * Asks a node and writes down what it says, or that it says nothing.
     *
     * @param patience a client that waits longer gives up, and knows nothing
     */
    CompletableFuture<Call> ask(NodeProcess node, Operation operation, Duration patience) {
        long asked = clock.incrementAndGet();
        return node.ask(operation)
                .copy()
                .completeOnTimeout(Answer.UNKNOWN, patience.toMillis(), TimeUnit.MILLISECONDS)
                .thenApply(answer -> add(
                        new Call(operation, asked, answer.isKnown() ? clock.incrementAndGet() : Call.NEVER, answer)));
    }

    private synchronized Call add(Call call) {
        calls.add(call);
        if (call.answer().isKnown()) {
            known++;
            notifyAll();
        }
        return call;
    }

    /** Waits until so many more calls were answered. */
    synchronized void awaitMore(int more) throws InterruptedException {
        long wanted = known + more;
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (known < wanted) {
            long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
            if (left <= 0) {
                throw new AssertionError("waited too long for " + (wanted - known) + " more answers");
            }
            wait(left);
        }
    }

    synchronized List<Call> calls() {
        return List.copyOf(calls);
    }

    List<Call> of(long wallet) {
        return calls().stream()
                .filter(call -> call.operation().wallet() == wallet)
                .toList();
    }

    /** Operations of which no try was answered, each by one of its tries. */
    List<Operation> open() {
        Map<Operation, Boolean> answered = calls().stream()
                .collect(Collectors.toMap(Call::operation, call -> call.answer().isKnown(), Boolean::logicalOr));
        return answered.entrySet().stream()
                .filter(operation -> !operation.getValue())
                .map(Map.Entry::getKey)
                .toList();
    }
}
