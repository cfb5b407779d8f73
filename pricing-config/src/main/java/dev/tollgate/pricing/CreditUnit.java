package dev.tollgate.pricing;

import java.math.BigDecimal;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What one credit is: an amount of money, a number of tokens, or both. With tokens alone a book has no money.
 *
 * @param worth US dollars a credit, above zero
 * @param tokens tokens of any kind for one credit, above zero; what a model without a price of its own costs
 * @param shownAsUsd whether a credit is a dollar, and is shown as one
 */
public record CreditUnit(Optional<BigDecimal> worth, OptionalLong tokens, boolean shownAsUsd) {

    /** @throws IllegalArgumentException if a credit is nothing at all */
    public CreditUnit {
        boolean isMoney = worth.filter(usd -> usd.signum() > 0).isPresent();
        if (isMoney != worth.isPresent() || !isMoney && tokens.orElse(0) <= 0) {
            throw new IllegalArgumentException("a credit is worth money above zero, or some tokens");
        }
    }

    /** A credit that is money. */
    public static CreditUnit worth(BigDecimal usd) {
        return new CreditUnit(Optional.of(usd), OptionalLong.empty(), false);
    }

    /** The amount in US dollars, exact; empty if a credit has no worth in money. */
    Optional<BigDecimal> usd(Credits credits) {
        return worth.map(usd -> usd.multiply(credits.toDecimal()));
    }

    /**
     * By what an amount of the currency is divided to have credits.
     *
     * @throws IllegalStateException for dollars, if a credit has no worth in money
     */
    BigDecimal divisor(Currency currency) {
        return switch (currency) {
            case CREDITS -> BigDecimal.ONE;
            case USD -> worth.orElseThrow(
                    () -> new IllegalStateException("a price in US dollars, though a credit has no worth in money"));
        };
    }
}
