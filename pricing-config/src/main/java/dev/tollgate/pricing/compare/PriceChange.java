package dev.tollgate.pricing.compare;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Optional;

/**
 * One price that is not what it was, or that is the same and under a cost that is not what it was.
 *
 * @param kind what it is for, as in the lines of a charge
 * @param before for as much of it as {@code after} is for; absent: there was none
 * @param after absent: there is none any more
 * @param cost US dollars that the platform itself pays for as much of it, by the new book; absent: not known
 * @param plans the plans of both books for which this holds; empty: all of them
 */
public record PriceChange(
        String kind, Optional<Price> before, Optional<Price> after, Optional<BigDecimal> cost, List<String> plans) {

    private static final int HUNDRED = 2;
    private static final int SHOWN = 1;

    public PriceChange {
        plans = List.copyOf(plans);
    }

    /** By how many percent of the old price it rises, in US dollars where both are, to a tenth; absent where there is no such share. */
    public Optional<BigDecimal> percent() {
        return before.flatMap(from -> after.flatMap(to -> percent(from, to)));
    }

    private static Optional<BigDecimal> percent(Price from, Price to) {
        boolean money = from.usd().isPresent() && to.usd().isPresent();
        BigDecimal old = money ? from.usd().orElseThrow() : from.credits();
        BigDecimal now = money ? to.usd().orElseThrow() : to.credits();
        return Optional.of(old).filter(amount -> amount.signum() > 0).map(amount -> now.subtract(amount)
                .movePointRight(HUNDRED)
                .divide(amount, SHOWN, RoundingMode.HALF_UP));
    }

    /** How many US dollars are lost with each, where the new price is under what the platform itself pays; else absent. */
    public Optional<BigDecimal> loss() {
        return after.flatMap(price -> cost.flatMap(paid -> price.usd().map(paid::subtract)))
                .filter(lost -> lost.signum() > 0)
                .map(BigDecimal::stripTrailingZeros);
    }

    boolean isOfPrice() {
        return !before.equals(after);
    }

    PriceChange forPlans(List<String> whom) {
        return new PriceChange(kind, before, after, cost, whom);
    }
}
