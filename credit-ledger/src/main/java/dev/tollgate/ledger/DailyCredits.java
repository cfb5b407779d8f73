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
        if (!ZoneId.getAvailableZoneIds().contains(zone.getId())) {
            throw new IllegalArgumentException("not a time zone with a name: " + zone);
        }
    }
}
