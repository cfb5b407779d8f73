package dev.tollgate.pricing.compare;

import java.math.BigDecimal;
import java.util.Optional;

/**
 * What a group of calls paid and would pay.
 *
 * @param calls those that the new book still sells
 * @param then credits that were charged
 * @param thenUsd the same in US dollars, as a credit was worth then
 * @param now credits that the new book charges
 * @param nowUsd the same in US dollars, as a credit is worth by the new book
 * @param cost US dollars that the platform itself pays by the new book, as far as it knows
 * @param withCost the part of {@code nowUsd} that is of calls whose cost is known
 */
public record Figures(
        long calls,
        BigDecimal then,
        BigDecimal thenUsd,
        BigDecimal now,
        BigDecimal nowUsd,
        BigDecimal cost,
        BigDecimal withCost) {

    static final Figures NONE = new Figures(
            0, BigDecimal.ZERO, BigDecimal.ZERO, BigDecimal.ZERO, BigDecimal.ZERO, BigDecimal.ZERO, BigDecimal.ZERO);

    Figures plus(PastCall call, Repriced.Sale sale) {
        return new Figures(
                calls + 1,
                then.add(call.charged().toDecimal()),
                thenUsd.add(call.usd().orElse(BigDecimal.ZERO)),
                now.add(sale.credits().toDecimal()),
                nowUsd.add(sale.usd().orElse(BigDecimal.ZERO)),
                cost.add(sale.usd().flatMap(usd -> sale.cost()).orElse(BigDecimal.ZERO)),
                withCost.add(sale.cost().flatMap(cost -> sale.usd()).orElse(BigDecimal.ZERO)));
    }

    /** Whether credits have a worth in money, now or then. */
    public boolean inMoney() {
        return thenUsd.signum() != 0 || nowUsd.signum() != 0;
    }

    /** US dollars that are paid more than then, or credits where these have no worth in money; below zero: less. */
    public BigDecimal rise() {
        return inMoney() ? nowUsd.subtract(thenUsd) : now.subtract(then);
    }

    /** What is left behind the cost, in US dollars, of the calls whose cost is known. */
    public BigDecimal profit() {
        return withCost.subtract(cost);
    }

    /** The same in percent, to a tenth; absent where nothing is charged. */
    public Optional<BigDecimal> margin() {
        return Margin.percent(profit(), withCost);
    }

    /** Whether less than this share, in percent, is left; calls that are given away cost something all the same. */
    public boolean isBelow(BigDecimal minMargin) {
        return profit().movePointRight(2).compareTo(withCost.multiply(minMargin)) < 0;
    }
}
