package dev.tollgate.pricing.yaml;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.nodes.Node;

/** Collects the problems of one file. */
final class Findings {

    /** Nobody mends more at once; a file that is something else altogether has no end of them. */
    static final int MOST = 100;

    private static final int LONGEST_QUOTE = 60;

    private final String file;
    private final String text;
    private final List<String> lines;
    // A part of the file may be read more than once; its mistakes are told once.
    private final Set<Problem> problems = new LinkedHashSet<>();
    private final Set<Problem> warnings = new LinkedHashSet<>();

    Findings(String file, String yaml) {
        this.file = file;
        this.text = yaml;
        this.lines = yaml.lines().toList();
    }

    /** Something to look at; the file is used all the same. */
    void warn(Node node, String what) {
        int line = node.getStartMark().map(Mark::getLine).orElse(0);
        int column = node.getStartMark().map(Mark::getColumn).orElse(0);
        warnings.add(problem(line, column, what, true));
    }

    List<Problem> warnings() {
        return List.copyOf(warnings);
    }

    /** How many problems there are by now. */
    int count() {
        return problems.size();
    }

    void add(Node node, String what) {
        add(node.getStartMark(), what);
    }

    void add(Optional<Mark> mark, String what) {
        add(mark.map(Mark::getLine).orElse(0), mark.map(Mark::getColumn).orElse(0), what, true);
    }

    /** A problem at a place of the text, counted in its chars. */
    void add(int index, String what) {
        String before = text.substring(0, Math.max(0, index));
        String line = before.substring(1 + Math.max(before.lastIndexOf('\n'), before.lastIndexOf('\r')));
        add((int) (before + "|").lines().count() - 1, line.codePointCount(0, line.length()), what, true);
    }

    /** A problem whose line is not shown, because it may hold a secret. */
    void addSecret(Node node, String what) {
        Optional<Mark> mark = node.getStartMark();
        add(mark.map(Mark::getLine).orElse(0), mark.map(Mark::getColumn).orElse(0), what, false);
    }

    private void add(int line, int column, String what, boolean shown) {
        if (problems.size() < MOST) {
            problems.add(problem(line, column, what, shown));
        }
    }

    private Problem problem(int line, int column, String what, boolean shown) {
        String source = shown && line < lines.size() ? printable(lines.get(line)) : "";
        return new Problem(file, line + 1, column + 1, what, source);
    }

    /** A text of the file inside a message: in quotes, shortened, without characters that drive a terminal. */
    static String quoted(String text) {
        int[] points = text.codePoints().limit(LONGEST_QUOTE + 1L).toArray();
        boolean cut = points.length > LONGEST_QUOTE;
        return "'" + printable(new String(points, 0, Math.min(points.length, LONGEST_QUOTE))) + (cut ? "…'" : "'");
    }

    /** A message of the YAML reader: its first line, without characters that drive a terminal. */
    static String line(@Nullable String message) {
        return message == null
                ? "no reason given"
                : printable(message.lines().findFirst().orElse(""));
    }

    /** One column for each character, so that a caret stays where it belongs. */
    private static String printable(String text) {
        StringBuilder printable = new StringBuilder(text.length());
        text.codePoints().forEach(point -> {
            int type = Character.getType(point);
            boolean drives = type == Character.CONTROL || type == Character.FORMAT || type == Character.SURROGATE;
            printable.appendCodePoint(point == '\t' ? ' ' : drives ? '?' : point);
        });
        return printable.toString();
    }

    void throwIfAny() {
        if (!problems.isEmpty()) {
            throw new PricingProblems(problems.stream()
                    .sorted((a, b) -> a.line() != b.line()
                            ? Integer.compare(a.line(), b.line())
                            : Integer.compare(a.column(), b.column()))
                    .toList());
        }
    }
}
