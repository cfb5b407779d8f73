package dev.tollgate.filter.limit;

import dev.tollgate.filter.denial.Decision;
import dev.tollgate.filter.denial.Denial;

/**
 * What came of a demand.
 *
 * @param decision the permit, or which limit refused; then nothing is taken
 * @param standing the limits that were looked at
 */
public record Taken(Decision<Permit> decision, Standing standing) {

    static final Taken UNLIMITED = new Taken(Decision.pass(Permit.UNLIMITED), Standing.NONE);

    static Taken all(Permit permit, Standing standing) {
        return new Taken(Decision.pass(permit), standing);
    }

    static Taken nothing(Denial denial, Standing standing) {
        return new Taken(Decision.deny(denial), standing);
    }
}
