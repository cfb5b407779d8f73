package dev.tollgate.pricing;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/** What a service is counted in. Time is counted in seconds, so that a minute need not be whole. */
public enum Measure {
    UNIT("unit", 1, 1),
    SECOND("second", 1, 1),
    MINUTE("second", 60, 60),
    CHARACTER("character", 1, 1_000_000);

    private static final MathContext CUT = new MathContext(34, RoundingMode.DOWN);

    private final String counted;
    private final long size;
    private final long per;

    Measure(String counted, long size, long per) {
        this.counted = counted;
        this.size = size;
        this.per = per;
    }

    /** What the lines of a charge count: {@code unit}, {@code second} or {@code character}. */
    public String counted() {
        return counted;
    }

    /** How many of what is counted are one of this: 60 seconds are a minute. */
    public long size() {
        return size;
    }

    /** So many of what is counted, in this measure: 90 seconds are 1.5 minutes; cut where that does not end, so
     * that a service counts the same number again. */
    public BigDecimal of(long count) {
        return BigDecimal.valueOf(count).divide(BigDecimal.valueOf(size), CUT).stripTrailingZeros();
    }

    /** How many of what is counted a price buys. */
    public long per() {
        return per;
    }

    public boolean isTime() {
        return this == SECOND || this == MINUTE;
    }
}
