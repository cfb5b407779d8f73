package dev.tollgate.pricing.compare;

import dev.tollgate.pricing.Charge;
import dev.tollgate.pricing.Credits;
import dev.tollgate.pricing.PriceBook;
import dev.tollgate.pricing.UnitPrice;
import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * One price as it is sold.
 *
 * @param usd US dollars for {@code per} of it, markup included
 * @param per 1, or a million for tokens
 * @param credits the same in credits of its book, to a nano-credit where it does not end
 */
public record Price(BigDecimal usd, long per, BigDecimal credits) {

    public Price {
        usd = usd.stripTrailingZeros();
        credits = credits.stripTrailingZeros();
    }

    static Price of(UnitPrice price, PriceBook book) {
        return of(price.usd(), price.per(), book);
    }

    /** The price of one piece, of which this is the charge. */
    static Price of(Charge.Line piece, PriceBook book) {
        return of(piece.unitPrice(), piece.per(), book);
    }

    private static Price of(BigDecimal usd, long per, PriceBook book) {
        return new Price(usd, per, usd.divide(book.creditWorth(), Credits.SCALE, RoundingMode.HALF_UP));
    }
}
