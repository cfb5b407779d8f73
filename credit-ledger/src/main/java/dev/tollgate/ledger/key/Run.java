package dev.tollgate.ledger.key;

import dev.tollgate.pricing.Credits;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A conversation, or another piece of work of several calls, as its caller names it.
 *
 * @param name 1 to 128 visible ASCII characters
 * @param budget what it may cost in all; null: its calls before have said so, or nobody has
 */
public record Run(String name, @Nullable Credits budget) {

    /** Where callers give the name, and what it may cost in credits. */
    public static final String HEADER = "tollgate-run";

    public static final String BUDGET_HEADER = "tollgate-run-budget";

    private static final Pattern NAME = Pattern.compile("[!-~]{1,128}");
    private static final Pattern AMOUNT = Pattern.compile("[0-9]{1,9}(\\.[0-9]{1,9})?");

    public Run {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("The header '" + HEADER
                    + "' must name a run by 1 to 128 visible ASCII characters, without blanks.");
        }
    }

    /**
     * The run that headers name; empty if they name none.
     *
     * @param names the values of the first header, and
     * @param budgets of the second
     * @throws IllegalArgumentException with a sentence for the caller
     */
    public static Optional<Run> of(List<String> names, List<String> budgets) {
        if (names.size() > 1 || budgets.size() > 1 || names.isEmpty() && !budgets.isEmpty()) {
            throw new IllegalArgumentException(
                    "Send the header '" + HEADER + "' once, and '" + BUDGET_HEADER + "' once or not at all.");
        }
        Credits budget = budgets.isEmpty() ? null : amount(budgets.get(0));
        return names.stream().findFirst().map(name -> new Run(name, budget));
    }

    private static Credits amount(String text) {
        if (!AMOUNT.matcher(text).matches()) {
            throw new IllegalArgumentException("The header '" + BUDGET_HEADER
                    + "' must be a decimal amount of credits such as 2.5: below 1000000000, at most 9 decimal places.");
        }
        return Credits.of(new BigDecimal(text));
    }

    /** As the database has it: empty for none. */
    public static String nameOf(@Nullable Run run) {
        return run == null ? "" : run.name();
    }

    public static @Nullable Credits budgetOf(@Nullable Run run) {
        return run == null ? null : run.budget();
    }
}
