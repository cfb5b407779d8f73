package dev.tollgate.ledger;

import dev.tollgate.pricing.Credits;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What an account has.
 *
 * @param lifetimePurchased all that was ever bought
 * @param lifetimeGranted all that was ever given without being bought, refunds apart
 * @param lifetimeSpent all that was ever debited, debt included
 * @param daily the free credits that it gets each day, if it does
 * @param bySource what is left of each source of credits, in the order in which it is spent
 */
public record Balance(
        Funds funds,
        Credits lifetimePurchased,
        Credits lifetimeGranted,
        Credits lifetimeSpent,
        Optional<Daily> daily,
        List<SourceBalance> bySource) {

    public Balance {
        bySource = List.copyOf(bySource);
    }

    /** What is left of one source of credits. */
    public Credits of(GrantRequest.Source source) {
        return bySource.stream()
                .filter(part -> part.source() == source)
                .map(SourceBalance::available)
                .findFirst()
                .orElse(Credits.ZERO);
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

    /**
     * Free credits of each day.
     *
     * @param amount of a day
     * @param renewsAt when the next day begins; its credits are given when the account is used then
     */
    public record Daily(Credits amount, Instant renewsAt) {}

    /** @param expiresAt when the soonest part of it expires; absent: never */
    public record SourceBalance(GrantRequest.Source source, Credits available, @Nullable Instant expiresAt) {}
}
