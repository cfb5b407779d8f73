package dev.tollgate.pricing;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * How a provider tells that a call is over, by a request of its own.
 *
 * @param address the field of the request that takes the address to call
 * @param suffix of the address, such as {@code #rc=5}, by which the provider knows how to call it; empty: none
 * @param state the field that tells how far the call is; empty: it is over when it is told of
 * @param charged states in which it is over and billed
 * @param free states in which it is over and not billed
 * @param signature the header with the provider's signature; empty: it does not sign
 * @param grace how long after the most that the call can last it is waited for
 * @param silenceIsCharged whether a call of which nothing is heard costs what was held for it; otherwise nothing
 */
public record Callback(
        String address,
        String suffix,
        Optional<String> state,
        List<String> charged,
        List<String> free,
        Optional<String> signature,
        Duration grace,
        boolean silenceIsCharged) {

    public Callback {
        charged = List.copyOf(charged);
        free = List.copyOf(free);
    }

    /** How a call stands. */
    public enum Standing {
        RUNNING,
        BILLED,
        UNBILLED
    }

    /** @param told the value of {@link #state}; empty: there is none */
    public Standing standing(Optional<String> told) {
        if (state.isEmpty() || told.filter(charged::contains).isPresent()) {
            return Standing.BILLED;
        }
        return told.filter(free::contains).isPresent() ? Standing.UNBILLED : Standing.RUNNING;
    }
}
