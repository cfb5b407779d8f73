package dev.tollgate.ledger.proof;

import java.util.ArrayList;
import java.util.List;

/**
 * One statement about the books, and how many rows speak against it.
 *
 * @param examined how many rows were looked at for it
 * @param examples sentences about the first violations
 */
public record Check(String statement, long examined, long violations, List<String> examples) {

    public Check {
        examples = List.copyOf(examples);
    }

    public boolean holds() {
        return violations == 0;
    }

    /** Counts while the rows are read. */
    static final class Counter {

        private static final int EXAMPLES = 5;

        private final String statement;
        private final List<String> examples = new ArrayList<>();
        private long examined;
        private long violations;

        Counter(String statement) {
            this.statement = statement;
        }

        void examine(boolean holds, Object... example) {
            examined++;
            if (!holds) {
                violations++;
                if (examples.size() < EXAMPLES) {
                    StringBuilder sentence = new StringBuilder();
                    for (Object part : example) {
                        sentence.append(part);
                    }
                    examples.add(sentence.toString());
                }
            }
        }

        Check check() {
            return new Check(statement, examined, violations, examples);
        }
    }
}
