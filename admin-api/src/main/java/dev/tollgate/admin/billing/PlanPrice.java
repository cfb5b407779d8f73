package dev.tollgate.admin.billing;

import dev.tollgate.ledger.billing.SeenPrice;
import dev.tollgate.pricing.Credits;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.Period;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/**
 * What a price at Stripe pays for.
 *
 * @param id its name at Stripe
 * @param plan of the price book; empty: none
 * @param cents for one of it, for a whole period
 * @param every how long a period is; zero for what is paid once
 * @param credits that come with a whole period
 * @param kept whether what is left of them stays; otherwise it ends with the period
 * @param problem why it cannot be used; empty: it can
 */
record PlanPrice(String id, String plan, long cents, Period every, Credits credits, boolean kept, String problem) {

    private static final int DAYS_OF_YEAR = 365;
    private static final int DAYS_OF_MONTH = 30;

    static PlanPrice unreadable(String id, String problem) {
        return new PlanPrice(id, "", 0, Period.ZERO, Credits.ZERO, false, problem);
    }

    PlanPrice with(Credits included, boolean stays) {
        return new PlanPrice(id, plan, cents, every, included, stays, problem);
    }

    /** If nothing names its plan any more: what it was when something did. */
    PlanPrice remembering(@Nullable SeenPrice seen) {
        return seen == null || !plan.isEmpty() || !problem.isEmpty()
                ? this
                : new PlanPrice(
                        id,
                        seen.plan(),
                        cents,
                        every,
                        credits.isZero() ? seen.credits() : credits,
                        credits.isZero() ? seen.stays() : kept,
                        problem);
    }

    /** What comes with a trial: what a period gives, but no more than a month. */
    Credits trial() {
        return Credits.ofNanos(credits.nanos() / Math.max(1, every.toTotalMonths()));
    }

    SeenPrice seen() {
        return new SeenPrice(id, plan, cents, credits, kept);
    }

    /**
     * What comes with a line of an invoice: for a part of a period that part, for several all of them; rounded down. Who has a
     * coupon pays less, and gets the same.
     */
    Credits credits(PaidInvoice.Line line) {
        long whole = Math.multiplyExact(cents, line.quantity());
        if (whole == 0) {
            return Credits.ZERO;
        }
        long paid = Math.min(line.part() ? Math.max(Math.abs(line.cents()), part(whole, line)) : line.full(), whole);
        return Credits.ofNanos(BigInteger.valueOf(credits.nanos())
                .multiply(BigInteger.valueOf(line.quantity()))
                .multiply(BigInteger.valueOf(paid))
                .divide(BigInteger.valueOf(whole))
                .longValueExact());
    }

    /** What the rest of a period costs without a coupon; the line of a part does not say so. */
    private long part(long whole, PaidInvoice.Line line) {
        Instant begin = line.until().atZone(ZoneOffset.UTC).minus(every).toInstant();
        long period = Duration.between(begin, line.until()).toSeconds();
        long rest = Duration.between(line.from(), line.until()).toSeconds();
        return period == 0 || line.cents() == 0
                ? 0
                : BigInteger.valueOf(2 * whole)
                        .multiply(BigInteger.valueOf(Math.max(rest, 0)))
                        .add(BigInteger.valueOf(period))
                        .divide(BigInteger.valueOf(2 * period))
                        .longValueExact();
    }

    /** About: enough to say which of two prices is the dearer. */
    private long days() {
        return Math.max(
                1, (long) every.getYears() * DAYS_OF_YEAR + (long) every.getMonths() * DAYS_OF_MONTH + every.getDays());
    }

    /** Whether it costs at most what the other costs, all of it and a day of it. */
    boolean noDearerThan(PlanPrice other) {
        return cents <= other.cents()
                && Math.multiplyExact(cents, other.days()) <= Math.multiplyExact(other.cents(), days());
    }
}
