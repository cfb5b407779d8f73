package dev.tollgate.ledger.key;

import dev.tollgate.pricing.Credits;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A conversation, or another piece of work of several calls, as its caller names it.
 *
 * @param name 1 to 128 visible ASCII characters
 * @param budget what it may cost in all; null: its calls before have said so, or nobody has
 */
public record Run(String name, @Nullable Credits budget) {

    private static final Pattern NAME = Pattern.compile("[!-~]{1,128}");

    public Run {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("a run has a name of 1 to 128 visible ASCII characters");
        }
    }

    /** As the database has it: empty for none. */
    public static String nameOf(@Nullable Run run) {
        return run == null ? "" : run.name();
    }

    public static @Nullable Credits budgetOf(@Nullable Run run) {
        return run == null ? null : run.budget();
    }
}
