package dev.tollgate.pricing;

import java.math.BigDecimal;

/**
 * Makes rates of prices.
 *
 * @param markup factor on prices in dollars: 1.2 for a markup of 20 %
 * @param share factor on all prices, whatever they are in: 0.05 where only a fee of 5 % is taken
 * @param serviceTier factor on prices of tokens
 */
record Rating(BigDecimal markup, BigDecimal share, BigDecimal serviceTier, CreditUnit credit) {

    Rate rate(Price price) {
        return Rate.of(price.marked(markup).times(share), credit);
    }

    Rate tokens(Price price) {
        return rate(price.times(serviceTier));
    }

    Rating in(BigDecimal tier) {
        return new Rating(markup, share, tier, credit);
    }

    Rate nothing() {
        Currency currency = credit.worth().isPresent() ? Currency.USD : Currency.CREDITS;
        return rate(new Price(BigDecimal.ZERO, 1, currency));
    }
}
