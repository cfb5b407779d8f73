package dev.tollgate.pricing.compare;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Optional;

/** Shares in percent. */
final class Margin {

    private static final int TO_PERCENT = 2;
    private static final int SHOWN = 1;

    private Margin() {}

    /** To a tenth, rounded down, so that a loss is never shown as none; absent for a share of nothing. */
    static Optional<BigDecimal> percent(BigDecimal part, BigDecimal whole) {
        return whole.signum() == 0
                ? Optional.empty()
                : Optional.of(part.movePointRight(TO_PERCENT).divide(whole, SHOWN, RoundingMode.FLOOR));
    }
}
