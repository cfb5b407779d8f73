package dev.tollgate.pricing;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * What goes with a book beside its prices.
 *
 * @param effective when its prices begin; empty: at once
 * @param messages the operator's own words; a message that is not there has the gateway's
 */
public record BookNotes(Optional<Instant> effective, Map<Message, String> messages) {

    public BookNotes {
        messages = Map.copyOf(messages);
    }
}
