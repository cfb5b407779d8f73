package dev.tollgate.filter.gateway;

import dev.tollgate.filter.denial.Denial;

/** An answer was broken off here, because nobody can pay for more of it. */
final class RunOut extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient Denial denial;

    RunOut(Denial denial) {
        super(denial.code().code(), null, false, false);
        this.denial = denial;
    }

    Denial denial() {
        return denial;
    }
}
