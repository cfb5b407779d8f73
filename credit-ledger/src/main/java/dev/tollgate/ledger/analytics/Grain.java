package dev.tollgate.ledger.analytics;

import java.time.Duration;
import java.time.Instant;

/** How long the times are that sums are kept for. All begin at multiples of their length in UTC. */
enum Grain {
    EIGHT_DAYS(Duration.ofDays(8)),
    DAY(Duration.ofDays(1)),
    PART(Duration.ofHours(3)),
    QUARTER(Duration.ofMinutes(15));

    private final long seconds;

    Grain(Duration length) {
        this.seconds = length.toSeconds();
    }

    /** The last beginning that is not later. */
    Instant floor(Instant time) {
        return Instant.ofEpochSecond(Math.floorDiv(time.getEpochSecond(), seconds) * seconds);
    }

    /** The first beginning that is not earlier. */
    Instant ceiling(Instant time) {
        Instant floor = floor(time);
        return floor.equals(time) ? floor : floor.plusSeconds(seconds);
    }

    long hours() {
        return seconds / Duration.ofHours(1).toSeconds();
    }
}
