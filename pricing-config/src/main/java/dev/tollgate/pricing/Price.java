package dev.tollgate.pricing;

import java.math.BigDecimal;

/**
 * So much for so many.
 *
 * @param amount not negative
 * @param per how many units it buys: 1, 60 seconds, 1,000 or a million tokens, …
 */
public record Price(BigDecimal amount, long per, Currency currency) {

    private static final long MILLION = 1_000_000;

    /** @throws IllegalArgumentException if the amount is negative, or buys nothing */
    public Price {
        if (amount.signum() < 0 || per <= 0) {
            throw new IllegalArgumentException("a price cannot be negative: " + amount.toPlainString() + " for " + per);
        }
        amount = amount.stripTrailingZeros();
    }

    public static Price usd(BigDecimal each) {
        return new Price(each, 1, Currency.USD);
    }

    public static Price usdPerMillion(BigDecimal amount) {
        return new Price(amount, MILLION, Currency.USD);
    }

    public static Price credits(BigDecimal each) {
        return new Price(each, 1, Currency.CREDITS);
    }

    public boolean isZero() {
        return amount.signum() == 0;
    }

    Price times(BigDecimal factor) {
        return new Price(amount.multiply(factor), per, currency);
    }

    /** With a markup, if it is in dollars: what is priced in credits is final. */
    Price marked(BigDecimal factor) {
        return currency == Currency.USD ? times(factor) : this;
    }
}
