package dev.tollgate.pricing;

import java.math.BigDecimal;

/**
 * One price of a tariff.
 *
 * @param kind what it is for, as in the lines of a charge
 * @param usd US dollars for {@code per} of it
 * @param per 1, or a million for tokens
 */
public record UnitPrice(String kind, BigDecimal usd, long per) {}
