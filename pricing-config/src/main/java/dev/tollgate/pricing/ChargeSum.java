package dev.tollgate.pricing;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Adds up what is charged, exactly; the one rounding is in {@link #charge}. Amounts that no decimal can tell (a credit of
 * three cents, a second of a minute) are kept as fractions, by their divisors, until then.
 */
final class ChargeSum {

    private static final int USUAL = 4;

    private final String priceVersion;
    private final CreditUnit credit;
    private final List<Charge.Line> lines = new ArrayList<>(USUAL);
    private BigDecimal decimal = BigDecimal.ZERO;
    // Most books have none.
    private Map<BigDecimal, BigDecimal> fractions = Map.of();

    ChargeSum(String priceVersion, CreditUnit credit) {
        this.priceVersion = priceVersion;
        this.credit = credit;
    }

    /** @param of the model or service that it is charged for */
    void add(String kind, String of, long quantity, Rate rate) {
        BigDecimal times = rate.times(quantity);
        if (rate.isFinite()) {
            decimal = decimal.add(times);
        } else {
            if (fractions.isEmpty()) {
                fractions = new HashMap<>();
            }
            fractions.merge(rate.divisor(), times, BigDecimal::add);
        }
        lines.add(rate.line(kind, of, quantity, times));
    }

    /** @throws ArithmeticException if that is more than an amount of credits can hold */
    Charge charge() {
        Credits credits = fractions.isEmpty() ? Credits.roundedUp(decimal) : sum();
        return new Charge(credits, credit.usd(credits), priceVersion, lines);
    }

    private Credits sum() {
        BigDecimal numerator = decimal;
        BigDecimal denominator = BigDecimal.ONE;
        for (Map.Entry<BigDecimal, BigDecimal> fraction : fractions.entrySet()) {
            BigDecimal divisor = fraction.getKey();
            numerator = numerator.multiply(divisor).add(fraction.getValue().multiply(denominator));
            denominator = denominator.multiply(divisor);
        }
        return Credits.of(numerator.divide(denominator, Credits.SCALE, RoundingMode.CEILING));
    }
}
