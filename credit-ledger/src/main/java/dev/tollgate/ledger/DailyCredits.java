package dev.tollgate.ledger;

import dev.tollgate.pricing.Credits;
import java.time.ZoneId;

/**
 * Free credits that an account gets on each day it is used.
 *
 * @param amount of a day; zero: none
 * @param zone whose days they are; one with a name, such as UTC or Europe/Berlin
 * @param keep whether what is left of a day stays; otherwise it ends with the day
 */
public record DailyCredits(Credits amount, ZoneId zone, boolean keep) {

    public DailyCredits {
        if (!isNamed(zone.getId())) {
            throw new IllegalArgumentException("not a time zone with a name: " + zone);
        }
    }

    /** Whether Java and PostgreSQL know a time zone by this name; Java has a few old ones of its own. */
    public static boolean isNamed(String zone) {
        return ZoneId.getAvailableZoneIds().contains(zone) && !zone.startsWith("SystemV/");
    }
}
