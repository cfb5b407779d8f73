package dev.tollgate.admin.billing;

import dev.tollgate.pricing.Credits;
import java.math.BigInteger;

/**
 * What a price at Stripe pays for.
 *
 * @param id its name at Stripe
 * @param plan of the price book; empty: none
 * @param cents for one of it, for a whole period
 * @param days about how long a period is
 * @param credits that come with a whole period
 * @param kept whether what is left of them stays; otherwise it ends with the period
 * @param problem why it cannot be used; empty: it can
 */
record PlanPrice(String id, String plan, long cents, long days, Credits credits, boolean kept, String problem) {

    static PlanPrice unreadable(String id, String problem) {
        return new PlanPrice(id, "", 0, 1, Credits.ZERO, false, problem);
    }

    PlanPrice with(Credits included, boolean stays) {
        return new PlanPrice(id, plan, cents, days, included, stays, problem);
    }

    /** What comes with a line of an invoice: for a part of a period that part, for several all of them; rounded down. */
    Credits credits(PaidInvoice.Line line) {
        long whole = Math.multiplyExact(cents, line.quantity());
        long paid = Math.min(Math.abs(line.cents()), whole);
        if (whole == 0) {
            return Credits.ZERO;
        }
        return Credits.ofNanos(BigInteger.valueOf(credits.nanos())
                .multiply(BigInteger.valueOf(line.quantity()))
                .multiply(BigInteger.valueOf(paid))
                .divide(BigInteger.valueOf(whole))
                .longValueExact());
    }

    /** Whether it costs at most what the other costs, all of it and a day of it. */
    boolean noDearerThan(PlanPrice other) {
        return cents <= other.cents()
                && Math.multiplyExact(cents, other.days()) <= Math.multiplyExact(other.cents(), days);
    }
}
