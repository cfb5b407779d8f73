package dev.tollgate.pricing.yaml;

/**
 * One mistake in a pricing file.
 *
 * @param line counted from 1
 * @param column counted from 1
 * @param what what is wrong and what to write instead
 * @param source the line of the file, for a caret below it
 */
public record Problem(String file, int line, int column, String what, String source) {

    @Override
    public String toString() {
        String place = file + ":" + line + ":" + column + ": " + what;
        return source.isBlank() ? place : place + "\n    " + source + "\n    " + " ".repeat(column - 1) + "^";
    }
}
