package dev.tollgate.filter.dialect.request;

/**
 * A place of a body that an edit may write to.
 *
 * @param from where the bytes begin that the new text takes the place of
 * @param to where they end; the same as {@code from}: nothing is replaced
 * @param before written before the value
 * @param after written after it
 */
public record Slot(int from, int to, String before, String after) {

    public static Slot insertion(int at, String before, String after) {
        return new Slot(at, at, before, after);
    }

    public static Slot replacement(int from, int to) {
        return new Slot(from, to, "", "");
    }

    String around(String value) {
        return before + value + after;
    }
}
