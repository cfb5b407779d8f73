package dev.tollgate.ledger.billing;

import dev.tollgate.pricing.Credits;
import java.math.BigInteger;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Something that was paid, and what is given for it.
 *
 * @param key names the business, whichever event told of it: {@code pi:…}, {@code cs:…}, {@code il:…}
 * @param order what it was for; null: an invoice
 * @param subscription whose invoice it was; otherwise empty
 * @param price of an invoice's line: its price at Stripe; otherwise empty
 * @param intent the payment intent by which it was paid; empty: none
 * @param amount cents of it, before discounts and what earlier exchanges paid of it
 * @param cents what was paid by this
 * @param expires when the credits end; null: never
 */
public record Payment(
        String key,
        long account,
        @Nullable UUID order,
        String subscription,
        String price,
        String intent,
        Source source,
        long amount,
        long cents,
        Credits credits,
        @Nullable Instant expires) {

    /** What the credits count as. */
    public enum Source {
        PURCHASE,
        PLAN
    }

    /**
     * A payment as it stands in the books.
     *
     * @param back what is taken back of its credits at this time
     * @param exchanged how much of that, because its price was exchanged for another one
     */
    public record Booked(
            String key,
            long account,
            String item,
            String intent,
            long cents,
            Credits credits,
            Credits back,
            Credits exchanged,
            Instant at) {

        /** What is to be taken back if so much of all that was paid by the same intent went back; rounded down. */
        public Credits backFor(long centsBack, long centsInAll) {
            if (centsBack == 0) {
                return exchanged;
            }
            BigInteger part = centsBack >= centsInAll
                    ? BigInteger.valueOf(credits.nanos())
                    : BigInteger.valueOf(credits.nanos())
                            .multiply(BigInteger.valueOf(centsBack))
                            .divide(BigInteger.valueOf(centsInAll));
            return Credits.ofNanos(part.add(BigInteger.valueOf(exchanged.nanos()))
                    .min(BigInteger.valueOf(credits.nanos()))
                    .longValueExact());
        }
    }
}
