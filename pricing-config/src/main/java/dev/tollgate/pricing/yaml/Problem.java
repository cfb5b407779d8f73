package dev.tollgate.pricing.yaml;

/**
 * One mistake in a pricing file.
 *
 * @param line counted from 1
 * @param column counted from 1, in characters as a reader counts them (code points)
 * @param what what is wrong and what to write instead
 * @param source the line of the file, for a caret below it; empty where it may hold a secret
 */
public record Problem(String file, int line, int column, String what, String source) {

    /** A longer line is shown around the mistake only. */
    private static final int WIDTH = 120;

    private static final int BEFORE = 60;

    /** Another at the same place. */
    Problem saying(String other) {
        return new Problem(file, line, column, other, source);
    }

    /** {@code file:line:column: what}, then the line of the file with a caret below the mistake. */
    @Override
    public String toString() {
        String place = file + ":" + line + ":" + column + ": " + what;
        return source.isBlank() ? place : place + "\n" + excerpt();
    }

    private String excerpt() {
        int[] points = source.codePoints().toArray();
        int at = Math.min(column - 1, points.length);
        int from = points.length <= WIDTH ? 0 : Math.max(0, at - BEFORE);
        int to = Math.min(points.length, from + WIDTH);
        String before = from > 0 ? "…" : "";
        String after = to < points.length ? "…" : "";
        String shown = before + new String(points, from, to - from) + after;
        return "    " + shown + "\n    " + " ".repeat(before.length() + at - from) + "^";
    }
}
