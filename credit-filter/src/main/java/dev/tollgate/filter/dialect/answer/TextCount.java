package dev.tollgate.filter.dialect.answer;

/**
 * Counts text that was delivered, for answers whose provider tells no count. A token is taken for four bytes of UTF-8,
 * as English has it, and any text at all for one token.
 */
public final class TextCount {

    private static final long BYTES_PER_TOKEN = 4;

    private long bytes;

    public void add(String text) {
        long counted = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            counted += c < 0x80 ? 1 : c < 0x800 || Character.isSurrogate(c) ? 2 : 3;
        }
        bytes += counted;
    }

    public boolean isEmpty() {
        return bytes == 0;
    }

    public void reset() {
        bytes = 0;
    }

    public long tokens() {
        return tokens(bytes);
    }

    static long tokens(long bytes) {
        return (bytes + BYTES_PER_TOKEN - 1) / BYTES_PER_TOKEN;
    }
}
