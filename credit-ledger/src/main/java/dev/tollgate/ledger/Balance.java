package dev.tollgate.ledger;

import dev.tollgate.pricing.Credits;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an account has.
 *
 * @param lifetimePurchased all that was ever bought
 * @param lifetimeGranted all that was ever given without being bought
 * @param lifetimeSpent all that was ever debited, debt included
 * @param bySource what is left of each source of credits, in the order in which it is spent
 */
public record Balance(
        Funds funds,
        Credits lifetimePurchased,
        Credits lifetimeGranted,
        Credits lifetimeSpent,
        List<SourceBalance> bySource) {

    public Balance {
        bySource = List.copyOf(bySource);
    }

    /**
     * The three figures that decide whether a call may start.
     *
     * @param available live grants less holds and debt; zero where debt is larger
     * @param onHold set aside for running calls
     * @param debt owed, because a call cost more than the account had
     */
    public record Funds(Credits available, Credits onHold, Credits debt) {
        public static final Funds NONE = new Funds(Credits.ZERO, Credits.ZERO, Credits.ZERO);
    }

    /** @param expiresAt when the soonest part of it expires; absent: never */
    public record SourceBalance(GrantRequest.Source source, Credits available, @Nullable Instant expiresAt) {}
}
