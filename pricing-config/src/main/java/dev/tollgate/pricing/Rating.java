package dev.tollgate.pricing;

import java.math.BigDecimal;

/**
 * Makes rates of prices.
 *
 * @param markup factor on prices in dollars: 1.2 for a markup of 20 %
 * @param serviceTier factor on prices of tokens
 */
record Rating(BigDecimal markup, BigDecimal serviceTier, CreditUnit credit) {

    Rate rate(Price price) {
        return Rate.of(price.marked(markup), credit);
    }

    Rate tokens(Price price) {
        return rate(price.times(serviceTier));
    }

    Rating in(BigDecimal tier) {
        return new Rating(markup, tier, credit);
    }

    Rate nothing() {
        Currency currency = credit.worth().isPresent() ? Currency.USD : Currency.CREDITS;
        return rate(new Price(BigDecimal.ZERO, 1, currency));
    }
}
