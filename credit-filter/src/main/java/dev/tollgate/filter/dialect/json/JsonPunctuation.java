package dev.tollgate.filter.dialect.json;

/**
 * Watches commas, colons and closing brackets of a document that comes in portions. The parser of portions lets a comma
 * before a bracket, or a name without a value, pass just where a portion happens to end (Jackson 3.1); whether an answer
 * can be read must not depend on that.
 */
public final class JsonPunctuation {

    private boolean inString;
    private boolean escaped;
    private byte before = '[';

    /** @return where in the portion the first misplaced mark stands; the portion's length if there is none */
    public int faultIn(byte[] portion) {
        for (int i = 0; i < portion.length; i++) {
            if (isMisplaced(portion[i])) {
                return i;
            }
        }
        return portion.length;
    }

    private boolean isMisplaced(byte next) {
        if (inString) {
            string(next);
            return false;
        }
        boolean misplaced =
                switch (next) {
                    case ' ', '\t', '\r', '\n' -> false;
                    case ',', ':' -> isOpen(before);
                    case '}', ']' -> before == ',' || before == ':';
                    default -> false;
                };
        if (next > ' ' || next < 0) {
            before = next;
        }
        inString = next == '"';
        return misplaced;
    }

    private static boolean isOpen(byte mark) {
        return mark == ',' || mark == ':' || mark == '[' || mark == '{';
    }

    private void string(byte next) {
        if (escaped) {
            escaped = false;
        } else if (next == '\\') {
            escaped = true;
        } else if (next == '"') {
            inString = false;
        }
    }
}
