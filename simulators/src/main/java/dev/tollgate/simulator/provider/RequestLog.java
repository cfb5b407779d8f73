package dev.tollgate.simulator.provider;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;

/** The last requests received, and how many there were in all. */
final class RequestLog {
    static final int KEPT = 1000;

    private final Deque<ReceivedRequest> last = new ArrayDeque<>();
    private final LongAdder count = new LongAdder();
    private volatile boolean recording = true;

    void recording(boolean on) {
        recording = on;
    }

    boolean isRecording() {
        return recording;
    }

    void count() {
        count.increment();
    }

    void keep(ReceivedRequest request) {
        synchronized (last) {
            if (last.size() == KEPT) {
                last.removeFirst();
            }
            last.addLast(request);
        }
    }

    List<ReceivedRequest> received() {
        synchronized (last) {
            return List.copyOf(last);
        }
    }

    long receivedCount() {
        return count.sum();
    }

    void clear() {
        synchronized (last) {
            last.clear();
            count.reset();
        }
    }
}
