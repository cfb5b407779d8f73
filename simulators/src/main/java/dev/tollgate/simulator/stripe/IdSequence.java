package dev.tollgate.simulator.stripe;

import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;

/** Ids as Stripe's look: a prefix and letters and digits. None is ever used again, not even by another simulator. */
final class IdSequence {
    private final String run = UUID.randomUUID().toString().replace("-", "").substring(0, 10);
    private final AtomicLong next = new AtomicLong();

    String next(String prefix) {
        return prefix + "_1S" + run + String.format("%06d", next.incrementAndGet());
    }
}
