package dev.tollgate.pricing;

import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * An amount of credits, counted in nano-credits (1 credit = 10<sup>9</sup>), never negative. The largest amount is
 * {@link Long#MAX_VALUE} nano-credits, a little over nine billion credits; arithmetic that would pass it throws
 * {@link ArithmeticException} instead of wrapping round.
 */
public record Credits(long nanos) implements Comparable<Credits> {

    /** Decimal places of a credit that can be told apart. */
    public static final int SCALE = 9;

    public static final Credits ZERO = new Credits(0);

    public Credits {
        if (nanos < 0) {
            throw new IllegalArgumentException("credits cannot be negative: " + nanos + " nano-credits");
        }
    }

    public static Credits ofNanos(long nanos) {
        return nanos == 0 ? ZERO : new Credits(nanos);
    }

    /**
     * The exact amount.
     *
     * @throws ArithmeticException if it has more than nine decimal places or does not fit
     */
    public static Credits of(BigDecimal amount) {
        return ofNanos(amount.movePointRight(SCALE).longValueExact());
    }

    /** The smallest amount that is not below the given one: the one place where a charge is rounded. */
    public static Credits roundedUp(BigDecimal amount) {
        return of(amount.setScale(SCALE, RoundingMode.CEILING));
    }

    public Credits plus(Credits other) {
        return ofNanos(Math.addExact(nanos, other.nanos));
    }

    /**
     * This amount less the other.
     *
     * @throws IllegalArgumentException if the other is larger
     */
    public Credits minus(Credits other) {
        return ofNanos(nanos - other.nanos);
    }

    public boolean isZero() {
        return nanos == 0;
    }

    public BigDecimal toDecimal() {
        return BigDecimal.valueOf(nanos, SCALE);
    }

    @Override
    public int compareTo(Credits other) {
        return Long.compare(nanos, other.nanos);
    }

    /** Plain decimal notation without trailing zeros, as every answer of the API shows amounts: {@code "0.00123"}. */
    @Override
    public String toString() {
        return nanos == 0 ? "0" : toDecimal().stripTrailingZeros().toPlainString();
    }
}
