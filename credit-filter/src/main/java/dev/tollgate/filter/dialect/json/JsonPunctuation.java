package dev.tollgate.filter.dialect.json;

import org.jspecify.annotations.Nullable;

/**
 * Watches commas, colons, closing brackets and numbers of a document that comes in portions. The parser of portions lets
 * a comma before a bracket, or a name without a value, pass just where a portion happens to end, and tells the sound part
 * of a broken number, or a number that is the whole document, by the same accident (Jackson 3.1). What is read of an
 * answer must not depend on that. A document that is no object or array tells nothing and is a fault at once.
 */
public final class JsonPunctuation {

    private static final byte NOTHING = 0;

    private boolean inString;
    private boolean escaped;
    private byte before = NOTHING;
    private @Nullable JsonNumber number;

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
        if (before == NOTHING) {
            before = next > ' ' ? next : NOTHING;
            return next > ' ' && next != '{' && next != '[';
        }
        if (isMisplacedInNumber(next)) {
            return true;
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

    private boolean isMisplacedInNumber(byte next) {
        if (number == null) {
            number = isOpen(before) && JsonNumber.begins(next) ? new JsonNumber(next) : null;
            return false;
        }
        boolean misplaced = number.isMisplaced(next);
        number = JsonNumber.ends(next) ? null : number;
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
