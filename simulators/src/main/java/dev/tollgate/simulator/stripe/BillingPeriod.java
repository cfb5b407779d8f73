package dev.tollgate.simulator.stripe;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import tools.jackson.databind.node.ObjectNode;

/** The periods that a recurring price is charged for, in seconds since 1970. Months are counted in UTC. */
final class BillingPeriod {
    private BillingPeriod() {}

    /** The end of the period of this price that begins then. */
    static long end(ObjectNode price, long start) {
        long count = Math.max(1, Json.number(price, "recurring.interval_count"));
        ZonedDateTime from = Instant.ofEpochSecond(start).atZone(ZoneOffset.UTC);
        ChronoUnit unit =
                switch (Json.need(price, "recurring.interval")) {
                    case "day" -> ChronoUnit.DAYS;
                    case "week" -> ChronoUnit.WEEKS;
                    case "year" -> ChronoUnit.YEARS;
                    default -> ChronoUnit.MONTHS;
                };
        return from.plus(count, unit).toEpochSecond();
    }

    static boolean sameInterval(ObjectNode one, ObjectNode other) {
        return one.path("recurring")
                        .path("interval")
                        .equals(other.path("recurring").path("interval"))
                && Json.number(one, "recurring.interval_count") == Json.number(other, "recurring.interval_count");
    }

    /** The part of an amount that is left of a period, rounded half up. */
    static long left(long amount, long start, long end, long now) {
        long whole = Math.max(1, end - start);
        long rest = Math.max(0, Math.min(whole, end - now));
        return Math.floorDiv(2 * amount * rest + whole, 2 * whole);
    }
}
