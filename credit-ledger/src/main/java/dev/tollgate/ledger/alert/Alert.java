package dev.tollgate.ledger.alert;

import dev.tollgate.pricing.Credits;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An account that fell below its threshold.
 *
 * @param id by which its receiver knows it when it comes again
 * @param balance what it had then
 */
public record Alert(String id, Instant at, Credits balance, Credits threshold, List<Told> told) {

    public Alert {
        told = List.copyOf(told);
    }

    /**
     * @param ended {@code delivered}, {@code given_up} or {@code unwanted}; absent: it is still tried
     * @param problem of the last try; empty: none
     */
    public record Told(String channel, int tries, @Nullable String ended, String problem) {}
}
