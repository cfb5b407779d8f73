package dev.tollgate.app.cli;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** Rows of cells as text: columns as wide as their widest cell, two blanks apart. */
final class Tables {

    private static final String GAP = "  ";
    private static final int CENTS = 2;
    private static final MathContext TWO_DIGITS = new MathContext(2, RoundingMode.HALF_UP);

    private final List<List<String>> rows = new ArrayList<>();
    private final String indent;

    Tables(String indent) {
        this.indent = indent;
    }

    Tables row(String... cells) {
        rows.add(Stream.of(cells).map(Tables::printable).toList());
        return this;
    }

    /** Without trailing blanks; with a line break behind each row. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder(indent);
            for (int column = 0; column < row.size(); column++) {
                line.append(padded(row.get(column), width(column))).append(GAP);
            }
            text.append(line.toString().stripTrailing()).append(System.lineSeparator());
        }
        return text.toString();
    }

    private int width(int column) {
        return rows.stream()
                .filter(row -> row.size() > column)
                .mapToInt(row -> row.get(column).length())
                .max()
                .orElse(0);
    }

    /** Figures to the right, words to the left. */
    private static String padded(String cell, int width) {
        String blanks = " ".repeat(width - cell.length());
        boolean figure = cell.matches("[-+$]{0,2}[0-9][0-9.,]*%?");
        return figure ? blanks + cell : cell + blanks;
    }

    /** Others wrote some of these texts: they must not speak to the terminal, nor look like rows of their own. */
    static String printable(String text) {
        return text.replaceAll("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}]", "?");
    }

    static String count(long number, String what) {
        return String.format(Locale.ROOT, "%,d %s%s", number, what, number == 1 ? "" : "s");
    }

    /** Every digit that it has. */
    static String exact(BigDecimal amount) {
        return amount.signum() == 0 ? "0" : amount.stripTrailingZeros().toPlainString();
    }

    /** Every digit that it has, with the word. */
    static String credits(BigDecimal amount) {
        return exact(amount) + creditWord(amount);
    }

    /** What stands behind so many. */
    static String creditWord(BigDecimal amount) {
        return amount.abs().compareTo(BigDecimal.ONE) == 0 ? " credit" : " credits";
    }

    /** To a cent, for sums; what is less is not nothing: to its first two digits. */
    static String dollars(BigDecimal amount) {
        BigDecimal shown = amount.setScale(CENTS, RoundingMode.HALF_UP);
        if (shown.signum() == 0 && amount.signum() != 0) {
            BigDecimal little = amount.abs().round(TWO_DIGITS);
            return (amount.signum() < 0 ? "-$" : "$") + exact(little);
        }
        return (shown.signum() < 0 ? "-$" : "$") + String.format(Locale.ROOT, "%,.2f", shown.abs());
    }

    static String percent(BigDecimal share) {
        return exact(share) + "%";
    }

    /** With its sign. */
    static String change(BigDecimal share) {
        return (share.signum() > 0 ? "+" : "") + percent(share);
    }
}
