package dev.tollgate.admin.problem;

import java.util.Arrays;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Lines of a CSV file (RFC 4180), as spreadsheets open it: a text that they would take for a formula gets an apostrophe in
 * front, which makes them show it as it is. Numbers are left alone, so that they stay numbers.
 */
public final class Csv {

    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9 ._:/+-]*");
    private static final Pattern NUMBER = Pattern.compile("-?[0-9]+(\\.[0-9]+)?");

    /** What makes a formula at the start of a cell, in full width too; blanks before it do not help. */
    private static final Pattern FORMULA =
            Pattern.compile("(?s)[\\s\\p{Z}\\p{Cc}\\p{Cf}]*[=+\\-@\uFF1D\uFF0B\uFF0D\uFF20].*|[\t\r\n].*");

    private Csv() {}

    public static String line(@Nullable Object... cells) {
        return Arrays.stream(cells).map(Csv::cell).collect(Collectors.joining(",", "", "\r\n"));
    }

    private static String cell(@Nullable Object value) {
        String text = value == null ? "" : value.toString();
        if (!NUMBER.matcher(text).matches() && FORMULA.matcher(text).matches()) {
            text = "'" + text;
        }
        return PLAIN.matcher(text).matches() ? text : '"' + text.replace("\"", "\"\"") + '"';
    }
}
