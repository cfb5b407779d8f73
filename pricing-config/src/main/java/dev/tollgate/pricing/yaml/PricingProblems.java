package dev.tollgate.pricing.yaml;

import java.util.List;
import java.util.stream.Collectors;

/**
 * A pricing file that cannot be used, with all that is wrong with it in the order of the file (the first
 * {@value Findings#MOST} of it). The message is made to be shown to the person who wrote the file.
 */
public final class PricingProblems extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient List<Problem> problems;

    private final transient List<Problem> warnings;

    PricingProblems(List<Problem> problems, List<Problem> warnings) {
        super(message(problems));
        this.problems = List.copyOf(problems);
        this.warnings = List.copyOf(warnings);
    }

    private static String message(List<Problem> problems) {
        String all = problems.stream().map(Problem::toString).collect(Collectors.joining("\n"));
        return problems.size() < Findings.MOST
                ? all
                : all + "\nThere may be more; these are the first " + Findings.MOST + ".";
    }

    public List<Problem> problems() {
        return problems;
    }

    /** What would be warned of if the file could be used, as far as it could be read. */
    public List<Problem> warnings() {
        return warnings;
    }
}
