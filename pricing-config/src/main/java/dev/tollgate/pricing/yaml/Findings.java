package dev.tollgate.pricing.yaml;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.nodes.Node;

/** Collects the problems of one file. */
final class Findings {

    private final String file;
    private final List<String> lines;
    // A part of the file may be read more than once; its mistakes are told once.
    private final Set<Problem> problems = new LinkedHashSet<>();

    Findings(String file, String yaml) {
        this.file = file;
        this.lines = yaml.lines().toList();
    }

    void add(Node node, String what) {
        add(node.getStartMark(), what);
    }

    void add(Optional<Mark> mark, String what) {
        int line = mark.map(Mark::getLine).orElse(0);
        int column = mark.map(Mark::getColumn).orElse(0);
        String source = line < lines.size() ? lines.get(line) : "";
        problems.add(new Problem(file, line + 1, column + 1, what, source));
    }

    void throwIfAny() {
        if (!problems.isEmpty()) {
            throw new PricingProblems(List.copyOf(problems));
        }
    }
}
