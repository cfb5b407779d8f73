package dev.tollgate.simulator.provider;

import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** The script that stays, and those that come first, one call each. */
final class Scripts {
    private final Queue<Script> next = new ConcurrentLinkedQueue<>();
    private volatile Script standing = Script.DEFAULT;

    void stand(Script script) {
        standing = script;
    }

    void enqueue(List<Script> scripts) {
        next.addAll(scripts);
    }

    Script take() {
        Script first = next.poll();
        return first == null ? standing : first;
    }

    void reset() {
        next.clear();
        standing = Script.DEFAULT;
    }
}
