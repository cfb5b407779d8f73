package dev.tollgate.admin.credits;

import dev.tollgate.admin.problem.Fields;
import dev.tollgate.admin.problem.Problem;

/** Why an administrator moves an account's credits: it stands in the journal and the audit log, and somebody will ask. */
final class Reason {

    private static final int LONGEST = 500;

    private Reason() {}

    static String of(Fields fields) {
        return fields.text("reason", LONGEST)
                .filter(reason -> !reason.isBlank())
                .orElseThrow(() -> Problem.badField("reason", "must say why, in at most " + LONGEST + " characters."));
    }
}
