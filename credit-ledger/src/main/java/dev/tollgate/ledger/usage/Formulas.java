package dev.tollgate.ledger.usage;

import java.util.regex.Pattern;

/**
 * Texts that spreadsheets would take for a formula, which a cell of a file must not be: names of models come from callers.
 * They get an apostrophe in front, by which spreadsheets show them as they are, and lose it when they are read again.
 */
final class Formulas {

    /**
     * What makes a formula at the start of a cell, in full width too; blanks before it do not help. One that begins with
     * apostrophes of its own counts too, so that what is read is always what was written.
     */
    private static final Pattern FORMULA =
            Pattern.compile("(?s)'*(?:[\\s\\p{Z}\\p{Cc}\\p{Cf}]*[=+\\-@\uFF1D\uFF0B\uFF0D\uFF20].*|[\t\r\n].*)");

    private Formulas() {}

    static String guarded(String text) {
        return FORMULA.matcher(text).matches() ? "'" + text : text;
    }

    static String unguarded(String cell) {
        return cell.startsWith("'") && FORMULA.matcher(cell).matches() ? cell.substring(1) : cell;
    }
}
