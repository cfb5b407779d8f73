package dev.tollgate.ledger.usage;

import dev.tollgate.pricing.Credits;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One call of an account.
 *
 * @param at when it was admitted
 * @param hold what was set aside for it
 * @param record what it used and cost; absent while it runs, and if it never came to an end
 */
public record LoggedRequest(
        UUID id, Instant at, State state, Subject subject, Credits hold, @Nullable UsageRecord record) {

    public enum State {
        OPEN,
        CAPTURED,
        RELEASED,
        EXPIRED
    }
}
