package dev.tollgate.filter.dialect.sse;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * One event of a stream, by the rules of the HTML standard: fields in lines that CR, LF or CRLF ends, one space after
 * the colon dropped, several {@code data} lines joined by a line feed, unknown fields and comments ignored.
 *
 * @param raw its bytes as they came
 * @param name its {@code event} field
 * @param data its {@code data}, from {@code from} to {@code to} in the array
 */
public record SseEvent(byte[] raw, @Nullable String name, byte[] data, int from, int to) {

    private static final byte[] BOM = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};
    private static final byte[] DONE = "[DONE]".getBytes(StandardCharsets.US_ASCII);

    /** Whether this is the mark that ends the streams of OpenAI and its likes. */
    public boolean isDone() {
        return Arrays.equals(data, from, to, DONE, 0, DONE.length);
    }

    public boolean isEmpty() {
        return from == to;
    }

    static SseEvent parse(byte[] raw) {
        Fields fields = new Fields(raw);
        int position = startsWithBom(raw) ? BOM.length : 0;
        while (position < raw.length) {
            int end = position;
            while (end < raw.length && raw[end] != '\n' && raw[end] != '\r') {
                end++;
            }
            fields.line(position, end);
            position = end + 1;
        }
        return fields.event();
    }

    private static boolean startsWithBom(byte[] raw) {
        return raw.length >= BOM.length && Arrays.equals(raw, 0, BOM.length, BOM, 0, BOM.length);
    }

    /** The fields met so far; the usual single line of data is not copied. */
    private static final class Fields {
        private final byte[] raw;
        private @Nullable String name;
        private byte[] data;
        private int from;
        private int to;
        private boolean any;

        Fields(byte[] raw) {
            this.raw = raw;
            this.data = raw;
        }

        void line(int start, int end) {
            int colon = start;
            while (colon < end && raw[colon] != ':') {
                colon++;
            }
            int value = Math.min(colon + 1, end);
            if (value < end && raw[value] == ' ') {
                value++;
            }
            if (names(start, colon, "data")) {
                append(value, end);
            } else if (names(start, colon, "event")) {
                name = new String(raw, value, end - value, StandardCharsets.UTF_8);
            }
        }

        private boolean names(int start, int end, String field) {
            if (end - start != field.length()) {
                return false;
            }
            for (int i = 0; i < field.length(); i++) {
                if (raw[start + i] != field.charAt(i)) {
                    return false;
                }
            }
            return true;
        }

        private void append(int start, int end) {
            if (!any) {
                from = start;
                to = end;
                any = true;
                return;
            }
            int had = to - from;
            byte[] joined = Arrays.copyOfRange(data, from, to + 1 + end - start);
            joined[had] = '\n';
            System.arraycopy(raw, start, joined, had + 1, end - start);
            data = joined;
            from = 0;
            to = joined.length;
        }

        SseEvent event() {
            return new SseEvent(raw, name, data, from, to);
        }
    }
}
