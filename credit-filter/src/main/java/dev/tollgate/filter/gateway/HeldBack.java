package dev.tollgate.filter.gateway;

import java.io.ByteArrayOutputStream;

/**
 * Keeps a JSON answer back until it is paid, so that its head can tell the cost. An answer that grows beyond the limit
 * is let go bit by bit, but for its latest bytes: its end still waits for the payment, its head does not tell the cost.
 */
final class HeldBack {

    /** Above the size of chat answers; embeddings of many texts are larger. */
    static final int LIMIT = 1024 * 1024;

    private final ByteArrayOutputStream kept = new ByteArrayOutputStream(4096);
    private boolean overflown;

    /** Takes bytes in, and gives those that are let go. */
    byte[] exchange(byte[] bytes) {
        if (kept.size() + bytes.length <= LIMIT && !overflown) {
            kept.writeBytes(bytes);
            return Portion.NOTHING;
        }
        overflown = true;
        byte[] earlier = rest();
        kept.writeBytes(bytes);
        return earlier;
    }

    /** The bytes still kept, once. */
    byte[] rest() {
        byte[] rest = kept.toByteArray();
        kept.reset();
        return rest;
    }

    /** Whether the whole answer is still here. */
    boolean whole() {
        return !overflown;
    }
}
