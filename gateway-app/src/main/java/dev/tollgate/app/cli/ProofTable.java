package dev.tollgate.app.cli;

import dev.tollgate.ledger.proof.Check;
import java.util.List;
import java.util.Locale;

/** A proof as text: a line for each statement, and under a broken one what breaks it. */
final class ProofTable {

    private ProofTable() {}

    static String of(List<Check> checks) {
        StringBuilder table = new StringBuilder();
        for (Check check : checks) {
            table.append(String.format(
                    Locale.ROOT,
                    "%-6s %,14d  %s%n",
                    check.holds() ? "ok" : "BROKEN",
                    check.examined(),
                    check.statement()));
            for (String example : check.examples()) {
                table.append(String.format(Locale.ROOT, "%23s %s%n", "-", example));
            }
            long more = check.violations() - check.examples().size();
            if (more > 0) {
                table.append(String.format(Locale.ROOT, "%23s and %,d more%n", "-", more));
            }
        }
        long broken = checks.stream().filter(check -> !check.holds()).count();
        return table.append(
                        broken == 0
                                ? "The books are right."
                                : "The books are NOT right: " + broken + " of " + checks.size()
                                        + " statements are broken. Stop the gateway, keep a copy of the database, and find out"
                                        + " who wrote to it.")
                .append(System.lineSeparator())
                .toString();
    }
}
