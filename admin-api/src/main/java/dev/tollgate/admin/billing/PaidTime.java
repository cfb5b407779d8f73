package dev.tollgate.admin.billing;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which price of a subscription is paid for at a time, and until when: by the lines of its paid invoices, for a subscription may
 * have another price already that nobody has paid for yet.
 *
 * @param until when it ends, a late payment's grace included
 */
record PaidTime(PlanPrice price, Instant until) {

    /** @param period how long what was paid for is */
    private record Cover(PlanPrice price, Instant until, Duration period) {

        /** A payment may be late by the grace, but by no more than what was paid for. */
        Instant with(Duration grace) {
            return until.plus(grace.compareTo(period) < 0 ? grace : period);
        }
    }

    /**
     * @param current the subscription's price now
     * @param invoices the oldest first; without those whose money went back
     * @param prices of all their lines, by their names
     * @param grace how late the next payment may be; zero for one that will not come
     * @return the current price, if it is paid for; else the one that is, or the current one if that is no dearer, because
     *     Stripe gives the difference back. Empty: none is
     */
    static Optional<PaidTime> at(
            Instant now, PlanPrice current, List<PaidInvoice> invoices, Map<String, PlanPrice> prices, Duration grace) {
        Map<String, Cover> covers = covers(invoices, prices);
        Optional<Cover> paid = Optional.ofNullable(covers.get(current.id()))
                .filter(cover -> cover.with(grace).isAfter(now))
                .or(() -> covers.values().stream()
                        .filter(cover -> cover.with(grace).isAfter(now))
                        .reduce((one, other) -> other.until().isAfter(one.until()) ? other : one));
        return paid.map(cover ->
                new PaidTime(current.noDearerThan(cover.price()) ? current : cover.price(), cover.with(grace)));
    }

    private static Map<String, Cover> covers(List<PaidInvoice> invoices, Map<String, PlanPrice> prices) {
        Map<String, Cover> covers = new HashMap<>();
        for (PaidInvoice invoice : invoices) {
            invoice.exchanged().forEach(line -> covers.remove(line.price()));
            for (PaidInvoice.Line line : invoice.lines()) {
                PlanPrice price = prices.get(line.price());
                if (price != null && !price.plan().isEmpty() && (line.isBought() || line.isTrial(price))) {
                    covers.merge(
                            price.id(),
                            new Cover(price, line.until(), Duration.between(line.from(), line.until())),
                            (one, other) -> other.until().isBefore(one.until()) ? one : other);
                }
            }
        }
        return covers;
    }
}
