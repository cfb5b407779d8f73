package dev.tollgate.simulator.provider;

import java.time.Duration;

/** Latency: from the request to the head of the answer. Delay: from one text chunk (or wire piece) to the next. */
record Pace(Duration latency, Duration delay) {
    Pace {
        if (latency.isNegative() || delay.isNegative()) {
            throw new IllegalArgumentException("latency and delay are not below zero: " + latency + ", " + delay + ".");
        }
    }
}
