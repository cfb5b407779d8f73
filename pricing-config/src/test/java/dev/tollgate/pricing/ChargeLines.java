package dev.tollgate.pricing;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;

/** What the lines of a charge must be to it. */
final class ChargeLines {

    private static final BigDecimal NANO = BigDecimal.ONE.movePointLeft(Credits.SCALE);

    private ChargeLines() {}

    /** They fall short of the credits by less than the one rounding, and never pass them. */
    static void assertAddUp(Charge charge, String what) {
        BigDecimal sum = charge.lines().stream().map(Charge.Line::credits).reduce(BigDecimal.ZERO, BigDecimal::add);
        BigDecimal rest = charge.credits().toDecimal().subtract(sum);
        assertThat(rest.signum()).as(what).isNotNegative();
        assertThat(rest).as(what).isLessThan(NANO);
    }
}
