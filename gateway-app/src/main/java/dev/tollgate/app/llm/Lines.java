package dev.tollgate.app.llm;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A stream of bytes cut into its lines, whatever the portions it comes in. */
final class Lines {

    /** As of an event; the rest of a longer line is a line of its own, which nobody can read. */
    private static final int LONGEST = 16 * 1024 * 1024;

    private final ByteArrayOutputStream begun = new ByteArrayOutputStream();

    /** The lines that have ended. */
    List<String> feed(byte[] bytes) {
        List<String> lines = new ArrayList<>();
        int from = 0;
        for (int at = 0; at < bytes.length; at++) {
            if (bytes[at] == '\n') {
                begun.write(bytes, from, at - from);
                lines.add(rest());
                from = at + 1;
            }
        }
        begun.write(bytes, from, bytes.length - from);
        if (begun.size() > LONGEST) {
            lines.add(rest());
        }
        return lines;
    }

    /** The line that nothing ended; empty if there is none. */
    String rest() {
        String line = begun.toString(StandardCharsets.UTF_8);
        begun.reset();
        return line;
    }
}
