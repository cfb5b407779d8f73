package dev.tollgate.filter;

import dev.tollgate.pricing.Credits;
import java.util.Optional;

/**
 * What a caller wants of the gate itself, beside the call.
 *
 * @param maxCost refuse the call if it can cost more
 * @param dryRun only say what it can cost: nothing is sent, and nothing charged
 * @param idempotencyKey of all calls with this key make one
 */
public record Wishes(Optional<Credits> maxCost, boolean dryRun, Optional<String> idempotencyKey) {

    public static final Wishes NONE = new Wishes(Optional.empty(), false, Optional.empty());
}
