package dev.tollgate.admin.pricing;

import dev.tollgate.pricing.yaml.Problem;
import java.util.List;

/**
 * A mistake in a pricing text, or a warning.
 *
 * @param file the file whose line it is; {@code body} for what was sent, but for what that includes
 * @param line counted from 1
 * @param column counted from 1
 * @param what what is wrong and what to write instead
 */
record ProblemView(String file, int line, int column, String what) {

    static List<ProblemView> of(List<Problem> problems) {
        return problems.stream()
                .map(problem -> new ProblemView(problem.file(), problem.line(), problem.column(), problem.what()))
                .toList();
    }
}
