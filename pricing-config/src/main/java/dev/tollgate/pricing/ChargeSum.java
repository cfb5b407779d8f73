package dev.tollgate.pricing;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;

/** Adds up what is charged, exactly; the one rounding is in {@link #charge}. */
final class ChargeSum {

    private final String priceVersion;
    private final BigDecimal creditWorth;
    private final List<Charge.Line> lines;
    private BigDecimal usd = BigDecimal.ZERO;

    ChargeSum(String priceVersion, BigDecimal creditWorth, int lines) {
        this.priceVersion = priceVersion;
        this.creditWorth = creditWorth;
        this.lines = new ArrayList<>(lines);
    }

    /** @param of the model or service that it is charged for */
    void add(String kind, String of, long quantity, Rate rate) {
        usd = usd.add(rate.usd(quantity));
        lines.add(rate.line(kind, of, quantity, creditWorth));
    }

    /** @throws ArithmeticException if that is more than an amount of credits can hold */
    Charge charge() {
        Credits credits = Credits.of(usd.divide(creditWorth, Credits.SCALE, RoundingMode.CEILING));
        return new Charge(credits, credits.toDecimal().multiply(creditWorth), priceVersion, lines);
    }
}
