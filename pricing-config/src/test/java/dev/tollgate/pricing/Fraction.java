package dev.tollgate.pricing;

import java.math.BigDecimal;
import java.math.BigInteger;

/** Numerator and denominator, not reduced. */
record Fraction(BigInteger over, BigInteger under) {
    static final Fraction ZERO = of(BigDecimal.ZERO);

    static Fraction of(BigDecimal amount) {
        return amount.scale() > 0
                ? new Fraction(amount.unscaledValue(), BigInteger.TEN.pow(amount.scale()))
                : new Fraction(amount.toBigIntegerExact(), BigInteger.ONE);
    }

    static Fraction percent(BigDecimal percent) {
        return of(percent).by(of(100));
    }

    static Fraction of(long count) {
        return new Fraction(BigInteger.valueOf(count), BigInteger.ONE);
    }

    Fraction plus(Fraction other) {
        return new Fraction(over.multiply(other.under).add(other.over.multiply(under)), under.multiply(other.under));
    }

    Fraction times(Fraction other) {
        return new Fraction(over.multiply(other.over), under.multiply(other.under));
    }

    Fraction by(Fraction other) {
        return new Fraction(over.multiply(other.under), under.multiply(other.over));
    }

    /** Of credits, rounded up. */
    BigInteger nanos() {
        return times(of(1_000_000_000)).roundedUp();
    }

    BigInteger roundedUp() {
        BigInteger[] parts = over.divideAndRemainder(under);
        return parts[1].signum() == 0 ? parts[0] : parts[0].add(BigInteger.ONE);
    }
}
