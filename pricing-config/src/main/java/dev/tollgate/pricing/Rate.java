package dev.tollgate.pricing;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/**
 * What one unit costs, markup included, worked out once so that a charge needs few steps. One unit costs {@code amount ÷
 * divisor} credits; where that is a finite decimal, the divisor is one.
 *
 * @param price for {@code per} units, as people are told it
 */
record Rate(BigDecimal price, long per, Currency currency, BigDecimal amount, BigDecimal divisor) {

    /** Down, so that a charge's lines never add up to more than its credits. */
    private static final MathContext LINE = new MathContext(34, RoundingMode.DOWN);

    static Rate of(Price price, CreditUnit credit) {
        BigDecimal divisor = credit.divisor(price.currency()).multiply(BigDecimal.valueOf(price.per()));
        try {
            return of(price, price.amount().divide(divisor).stripTrailingZeros(), BigDecimal.ONE);
        } catch (ArithmeticException periodic) {
            return of(price, price.amount(), divisor.stripTrailingZeros());
        }
    }

    private static Rate of(Price price, BigDecimal amount, BigDecimal divisor) {
        return new Rate(price.amount(), price.per(), price.currency(), amount, divisor);
    }

    UnitPrice of(String kind) {
        return new UnitPrice(kind, price, per, currency);
    }

    boolean isFinite() {
        return divisor.compareTo(BigDecimal.ONE) == 0;
    }

    /** Credits, still to be divided by the divisor. */
    BigDecimal times(long quantity) {
        return amount.multiply(BigDecimal.valueOf(quantity));
    }

    /** @param times so many times this rate, as {@link #times} tells it */
    Charge.Line line(String kind, String model, long quantity, BigDecimal times) {
        BigDecimal credits = isFinite() ? times : times.divide(divisor, LINE);
        return new Charge.Line(kind, model, quantity, price, per, currency, credits.stripTrailingZeros());
    }
}
