package dev.tollgate.pricing;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Optional;

/**
 * What one unit costs, markup included, worked out once so that a charge needs few steps.
 *
 * @param unitPrice US dollars for {@code per} units
 * @param per 1, or a million for tokens
 * @param usdEach US dollars a unit, exact
 * @param creditsEach credits a unit where that is a finite decimal
 */
record Rate(BigDecimal unitPrice, long per, BigDecimal usdEach, Optional<BigDecimal> creditsEach) {

    private static final long MILLION = 1_000_000;

    /** Down, so that a charge's lines never add up to more than its credits. */
    private static final MathContext LINE = new MathContext(34, RoundingMode.DOWN);

    static Rate each(BigDecimal unitPrice, BigDecimal creditWorth) {
        return of(unitPrice, 1, unitPrice, creditWorth);
    }

    static Rate perMillion(BigDecimal unitPrice, BigDecimal creditWorth) {
        return of(unitPrice, MILLION, unitPrice.movePointLeft(6), creditWorth);
    }

    private static Rate of(BigDecimal unitPrice, long per, BigDecimal usdEach, BigDecimal creditWorth) {
        BigDecimal usd = usdEach.stripTrailingZeros();
        return new Rate(unitPrice.stripTrailingZeros(), per, usd, exact(usd, creditWorth));
    }

    private static Optional<BigDecimal> exact(BigDecimal usd, BigDecimal creditWorth) {
        try {
            return Optional.of(usd.divide(creditWorth).stripTrailingZeros());
        } catch (ArithmeticException periodic) {
            return Optional.empty();
        }
    }

    UnitPrice of(String kind) {
        return new UnitPrice(kind, unitPrice, per);
    }

    BigDecimal usd(long quantity) {
        return usdEach.multiply(BigDecimal.valueOf(quantity));
    }

    Charge.Line line(String kind, String model, long quantity, BigDecimal creditWorth) {
        BigDecimal count = BigDecimal.valueOf(quantity);
        BigDecimal credits = creditsEach.map(each -> each.multiply(count)).orElseGet(() -> usdEach.multiply(count)
                .divide(creditWorth, LINE));
        return new Charge.Line(kind, model, quantity, unitPrice, per, credits.stripTrailingZeros());
    }
}
