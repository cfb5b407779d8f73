package dev.tollgate.pricing;

import java.math.BigDecimal;
import java.util.Optional;

/**
 * Credits that are bought once.
 *
 * @param name its key in the price book
 * @param pay US dollars, above zero
 * @param bonus what is given on top
 * @param credits all that the buyer gets, the bonus included
 * @param stripePriceEnv the environment variable with the price's name at Stripe
 */
public record CreditPackage(
        String name, BigDecimal pay, Credits bonus, Credits credits, Optional<String> stripePriceEnv) {

    public CreditPackage {
        if (pay.signum() <= 0) {
            throw new IllegalArgumentException("a package is paid for: " + pay.toPlainString());
        }
        if (bonus.compareTo(credits) > 0) {
            throw new IllegalArgumentException("a bonus is part of a package's credits: " + bonus + " of " + credits);
        }
    }
}
