package dev.tollgate.pricing.yaml;

import java.util.List;
import java.util.stream.Collectors;

/** A pricing file that cannot be used, with all that is wrong with it. */
public final class PricingProblems extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient List<Problem> problems;

    PricingProblems(List<Problem> problems) {
        super(problems.stream().map(Problem::toString).collect(Collectors.joining("\n")));
        this.problems = List.copyOf(problems);
    }

    public List<Problem> problems() {
        return problems;
    }
}
