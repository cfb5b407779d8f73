package dev.tollgate.simulator.stripe;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/** The time in the simulated account: the machine's, moved ahead by what it was told. */
final class SimulatedClock {
    private Duration ahead = Duration.ZERO;

    Instant now() {
        return Clock.systemUTC().instant().plus(ahead);
    }

    long seconds() {
        return now().getEpochSecond();
    }

    void moveTo(Instant time) {
        Duration by = Duration.between(now(), time);
        if (!by.isNegative()) {
            ahead = ahead.plus(by);
        }
    }
}
