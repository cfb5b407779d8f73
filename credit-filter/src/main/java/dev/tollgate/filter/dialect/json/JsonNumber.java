package dev.tollgate.filter.dialect.json;

/** Watches one number of a document, byte by byte, by the grammar of RFC 8259 section 6. */
final class JsonNumber {

    private byte before;
    private boolean point;
    private boolean exponent;
    private boolean leadingZero;

    /** @param first a digit or a minus */
    JsonNumber(byte first) {
        before = first;
        leadingZero = first == '0';
    }

    static boolean begins(byte first) {
        return first == '-' || isDigit(first);
    }

    static boolean ends(byte next) {
        return next == ' ' || next == '\t' || next == '\r' || next == '\n' || next == ',' || next == '}' || next == ']';
    }

    /** @return whether the byte can neither go on with the number nor end it */
    boolean isMisplaced(byte next) {
        boolean misplaced =
                switch (next) {
                    case '0', '1', '2', '3', '4', '5', '6', '7', '8', '9' -> leadingZero;
                    case '.' -> point || exponent || !isDigit(before);
                    case 'e', 'E' -> exponent || !isDigit(before);
                    case '+', '-' -> before != 'e' && before != 'E';
                    default -> !ends(next) || !isDigit(before);
                };
        leadingZero = before == '-' && next == '0' && !exponent;
        point |= next == '.';
        exponent |= next == 'e' || next == 'E';
        before = next;
        return misplaced;
    }

    private static boolean isDigit(byte mark) {
        return mark >= '0' && mark <= '9';
    }
}
