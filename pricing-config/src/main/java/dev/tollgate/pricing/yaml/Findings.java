package dev.tollgate.pricing.yaml;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.nodes.Node;

/**
 * Collects what is to be said about one file: problems, for which it is refused, and warnings, with which it is used all
 * the same. An included file has findings of its own, which are told with those of the file that includes it.
 */
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
    private final Set<Problem> outdated = new LinkedHashSet<>();
    private final Map<String, Problem> unset = new LinkedHashMap<>();
    private final List<Findings> included = new ArrayList<>();
    private final Surroundings surroundings;

    Findings(String file, String yaml, Surroundings surroundings) {
        this.surroundings = surroundings;
        this.file = file;
        this.text = yaml;
        this.lines = yaml.lines().toList();
    }

    /** The findings of a file that this one includes. */
    Findings including(String other, String yaml) {
        Findings findings = new Findings(other, yaml, surroundings);
        included.add(findings);
        return findings;
    }

    String file() {
        return file;
    }

    Surroundings surroundings() {
        return surroundings;
    }

    /** Something that is probably not meant, and is used as it stands. */
    void warn(Node node, String what) {
        add(warnings, node.getStartMark(), what);
    }

    void add(Node node, String what) {
        add(node.getStartMark(), what);
    }

    /** An environment variable that is named and not set: a warning, and a place to refuse it at where it is needed. */
    void unset(Node node, String key, String variable) {
        Problem problem = problem(
                node.getStartMark(),
                quoted(key) + ": the environment variable " + quoted(variable)
                        + " is not set here; set it where the gateway starts");
        add(warnings, problem);
        unset.putIfAbsent(variable, problem);
    }

    /** Something in a stored text that is refused by now where it is brought in. */
    void outdated(Node node, String what) {
        add(outdated, node.getStartMark(), what);
    }

    void add(Optional<Mark> mark, String what) {
        add(problems, mark, what);
    }

    private void add(Set<Problem> told, Optional<Mark> mark, String what) {
        add(told, problem(mark, what));
    }

    private Problem problem(Optional<Mark> mark, String what) {
        return problem(
                mark.map(Mark::getLine).orElse(0), mark.map(Mark::getColumn).orElse(0), what, true);
    }

    /** A problem at a place of the text, counted in its chars. */
    void add(int index, String what) {
        String before = text.substring(0, Math.max(0, index));
        String line = before.substring(1 + Math.max(before.lastIndexOf('\n'), before.lastIndexOf('\r')));
        int number = (int) (before + "|").lines().count() - 1;
        add(problems, problem(number, line.codePointCount(0, line.length()), what, true));
    }

    /** A problem whose line is not shown, because it may hold a secret. */
    void addSecret(Node node, String what) {
        Optional<Mark> mark = node.getStartMark();
        int line = mark.map(Mark::getLine).orElse(0);
        add(problems, problem(line, mark.map(Mark::getColumn).orElse(0), what, false));
    }

    private Problem problem(int line, int column, String what, boolean shown) {
        String source = shown && line < lines.size() ? printable(lines.get(line)) : "";
        return new Problem(file, line + 1, column + 1, what, source);
    }

    private static void add(Set<Problem> told, Problem problem) {
        if (told.size() < MOST) {
            told.add(problem);
        }
    }

    /** How many problems of this file there are by now. */
    int count() {
        return problems.size();
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
        List<Problem> all = problems();
        if (!all.isEmpty()) {
            throw new PricingProblems(all, warnings());
        }
    }

    private List<Problem> problems() {
        return inOrder(problems, Findings::problems);
    }

    /** In the order of the file, those of included files last. */
    List<Problem> warnings() {
        return inOrder(warnings, Findings::warnings);
    }

    /** In the same order. */
    List<Problem> outdated() {
        return inOrder(outdated, Findings::outdated);
    }

    /** By name, where each is named first. */
    Map<String, Problem> unset() {
        Map<String, Problem> all = new LinkedHashMap<>(unset);
        included.forEach(other -> other.unset().forEach(all::putIfAbsent));
        return all;
    }

    private List<Problem> inOrder(Set<Problem> own, Function<Findings, List<Problem>> ofIncluded) {
        Stream<Problem> sorted =
                own.stream().sorted(Comparator.comparingInt(Problem::line).thenComparingInt(Problem::column));
        return Stream.concat(sorted, included.stream().map(ofIncluded).flatMap(List::stream))
                .limit(MOST)
                .toList();
    }
}
