package dev.tollgate.filter.gateway;

import java.io.ByteArrayOutputStream;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/** Records what goes to a client, or would if it were still there, so that it can be told again. */
final class AnswerTape {

    private final int most;
    private final AtomicLong room;
    private final ByteArrayOutputStream recorded = new ByteArrayOutputStream(0);
    private boolean over;

    /**
     * @param most the longest answer that is recorded, in bytes; 0: none is
     * @param room bytes that all tapes together may still take
     */
    AnswerTape(int most, AtomicLong room) {
        this.most = most;
        this.room = room;
        this.over = most == 0;
    }

    synchronized void add(byte[] bytes) {
        if (over) {
            return;
        }
        boolean fits = recorded.size() + bytes.length <= most;
        if (fits && room.addAndGet(-bytes.length) >= 0) {
            recorded.writeBytes(bytes);
        } else {
            room.addAndGet(fits ? bytes.length : 0);
            erase();
        }
    }

    /** All of it; empty if it was too long, or there was no room. */
    synchronized Optional<byte[]> recorded() {
        return over ? Optional.empty() : Optional.of(recorded.toByteArray());
    }

    /** Nothing more is recorded, and nothing kept. */
    synchronized void erase() {
        over = true;
        room.addAndGet(recorded.size());
        recorded.reset();
    }
}
