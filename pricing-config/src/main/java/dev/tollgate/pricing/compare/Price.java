package dev.tollgate.pricing.compare;

import dev.tollgate.pricing.Charge;
import dev.tollgate.pricing.Credits;
import dev.tollgate.pricing.Currency;
import dev.tollgate.pricing.PriceBook;
import dev.tollgate.pricing.UnitPrice;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Optional;

/**
 * One price as it is sold.
 *
 * @param usd US dollars for {@code per} of it, markup included; absent where a credit has no worth in money
 * @param per 1, 60 seconds, a million for tokens, …
 * @param credits the same in credits of its book, to a nano-credit where it does not end
 */
public record Price(Optional<BigDecimal> usd, long per, BigDecimal credits) {

    public Price {
        usd = usd.map(BigDecimal::stripTrailingZeros);
        credits = credits.stripTrailingZeros();
    }

    /** The same for as much of it as the other price is for. */
    Price asMuchAs(Price other) {
        return other.per == per
                ? this
                : new Price(usd.map(amount -> scaled(amount, other)), other.per, scaled(credits, other));
    }

    private BigDecimal scaled(BigDecimal amount, Price other) {
        return amount.multiply(BigDecimal.valueOf(other.per)).divide(BigDecimal.valueOf(per), MathContext.DECIMAL64);
    }

    static Price of(UnitPrice price, PriceBook book) {
        return of(price.price(), price.per(), price.currency(), book);
    }

    /** The price of one piece, of which this is the charge. */
    static Price of(Charge.Line piece, PriceBook book) {
        return of(piece.unitPrice(), piece.per(), piece.currency(), book);
    }

    private static Price of(BigDecimal amount, long per, Currency currency, PriceBook book) {
        if (currency == Currency.CREDITS) {
            return new Price(book.creditWorth().map(amount::multiply), per, amount);
        }
        BigDecimal worth = book.creditWorth().orElseThrow();
        return new Price(Optional.of(amount), per, amount.divide(worth, Credits.SCALE, RoundingMode.HALF_UP));
    }
}
