package dev.tollgate.pricing;

import java.math.BigDecimal;
import java.util.Optional;

/**
 * Something that is sold by the piece and is no model: a text message, a minute, a document.
 *
 * @param price of one, above zero
 * @param inCredits whether the price is in credits, and final; otherwise it is in US dollars, before markup
 * @param markup its own, as a fraction, in the place of the book's
 */
public record Service(String name, BigDecimal price, boolean inCredits, Optional<BigDecimal> markup) {

    public Service {
        if (price.signum() <= 0) {
            throw new IllegalArgumentException("a service costs more than nothing: " + name);
        }
    }
}
