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
 * @param amount cents of it, after discounts and before what earlier exchanges paid of it
 * @param cents what was paid by this
 * @param until when what was paid for ends; null: never
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
        @Nullable Instant until,
        @Nullable Instant expires) {

    /** What the credits count as. */
    public enum Source {
        PURCHASE,
        PLAN
    }

    /**
     * A payment as it stands in the books.
     *
     * @param withheld what it did not give, because so much was owed
     * @param back what is taken back of its credits at this time
     * @param exchanged how much of that, because its price was exchanged for another one
     * @param owed what it makes the next payments give less, because its money went back
     */
    public record Booked(
            String key,
            long account,
            String item,
            String intent,
            long cents,
            Credits credits,
            Credits withheld,
            Credits back,
            Credits exchanged,
            Credits owed,
            Instant at) {

        /** Whether the books are where they are to be if so much of all that was paid by the same intent went back. */
        public boolean isFor(long centsBack, long centsInAll) {
            long worth = Math.addExact(credits.nanos(), withheld.nanos());
            long part = centsBack >= centsInAll && centsBack > 0
                    ? worth
                    : BigInteger.valueOf(worth)
                            .multiply(BigInteger.valueOf(centsBack))
                            .divide(BigInteger.valueOf(Math.max(centsInAll, 1)))
                            .longValueExact();
            long own = Math.min(part, credits.nanos() - exchanged.nanos());
            return back.nanos() == exchanged.nanos() + own && owed.nanos() == part - own;
        }
    }
}
