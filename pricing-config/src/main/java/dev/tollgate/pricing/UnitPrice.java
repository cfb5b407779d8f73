package dev.tollgate.pricing;

import java.math.BigDecimal;

/**
 * One price of a tariff.
 *
 * @param kind what it is for, as in the lines of a charge
 * @param price for {@code per} of it
 * @param per 1, 60 (a minute, counted in seconds), a million for tokens, …
 */
public record UnitPrice(String kind, BigDecimal price, long per, Currency currency) {

    /** A price in US dollars. */
    public UnitPrice(String kind, BigDecimal usd, long per) {
        this(kind, usd, per, Currency.USD);
    }
}
