package dev.tollgate.ledger;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * When, for what and at which cost credits are given.
 *
 * @param costUsd what was paid for them in US dollars; zero for what was given for free
 * @param models what they may be spent on: names of models, where {@code *} stands for anything; empty: everything
 * @param effectiveAt from when on they can be spent; absent: at once
 * @param expiresAt when what is left of them stops being spendable; absent: never
 */
public record GrantTerms(
        BigDecimal costUsd, List<String> models, @Nullable Instant effectiveAt, @Nullable Instant expiresAt) {

    /** Free, for everything, from now on and for ever. */
    public static final GrantTerms NONE = until(null);

    public GrantTerms {
        if (costUsd.signum() < 0) {
            throw new IllegalArgumentException("a grant cannot cost less than nothing");
        }
        for (String model : models) {
            if (model.isBlank() || model.chars().anyMatch(Character::isWhitespace)) {
                throw new IllegalArgumentException("a grant's model is a name without spaces, not '" + model + "'");
            }
        }
        models = List.copyOf(models);
    }

    /** Free and for everything, until then. */
    public static GrantTerms until(@Nullable Instant expiresAt) {
        return new GrantTerms(BigDecimal.ZERO, List.of(), null, expiresAt);
    }
}
