package dev.tollgate.admin.problem;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** Where a page ended that goes down from the newest: the number of its last row, in a text that clients only hand back. */
public final class Cursor {

    private static final String PREFIX = "before:";

    private Cursor() {}

    public static String after(long seq) {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString((PREFIX + seq).getBytes(StandardCharsets.US_ASCII));
    }

    /** @throws Problem if it is not one that {@link #after} gave */
    public static long read(String cursor) {
        try {
            String text = new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.US_ASCII);
            long seq = text.startsWith(PREFIX) ? Long.parseLong(text.substring(PREFIX.length())) : 0;
            if (seq > 0 && after(seq).equals(cursor)) {
                return seq;
            }
        } catch (IllegalArgumentException malformed) {
            // Told below, as for one that decodes to something else.
        }
        throw Problem.badField(
                "cursor", "is not one that this endpoint gave. Send 'nextCursor' of the page before, or none.");
    }
}
