package dev.tollgate.filter.dialect.answer;

import java.io.ByteArrayOutputStream;

/** The end of an answer, kept back until it is paid; given out once, and open from then on. */
final class HeldBytes {

    /** What may follow a final event. More is a provider's fault and is dropped: the answer is complete without it. */
    static final int MAX_AFTER_FINAL = 1024 * 1024;

    private final ByteArrayOutputStream held = new ByteArrayOutputStream(0);
    private boolean holding;
    private boolean released;
    private int room;

    /** From now on everything is kept back, beginning with these bytes. */
    void hold(byte[] first) {
        holding = !released;
        held.writeBytes(first);
        room = MAX_AFTER_FINAL;
    }

    boolean isHolding() {
        return holding;
    }

    void add(byte[] bytes) {
        int taken = Math.min(room, bytes.length);
        held.write(bytes, 0, taken);
        room -= taken;
    }

    /** What an answer is not complete without, however much came before it. */
    void addEnd(byte end) {
        held.write(end);
    }

    boolean isReleased() {
        return released;
    }

    byte[] release() {
        byte[] all = held.toByteArray();
        held.reset();
        holding = false;
        released = true;
        return all;
    }
}
