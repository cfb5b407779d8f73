package dev.tollgate.filter.limit;

import dev.tollgate.filter.denial.Denial;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Leave to make one call, taken from the rate limits. Must be {@linkplain #end ended} when the call has ended, whatever
 * the end; ending it twice does nothing.
 */
public final class Permit {

    private final AccountLimits limits;
    private final AtomicBoolean ended = new AtomicBoolean();
    private volatile long reserved;

    Permit(AccountLimits limits) {
        this.limits = limits;
    }

    /** Takes the most tokens that the call can use from the account's minute; to be asked once. */
    public Optional<Denial> reserve(long tokens) {
        Optional<Denial> denial = limits.reserve(tokens);
        if (denial.isEmpty()) {
            reserved = limits.reservable(tokens);
        }
        return denial;
    }

    /**
     * Gives back the place among the running calls, and settles the tokens: those that were taken but not used are given
     * back, those used beyond are taken too.
     *
     * @param used tokens that the call used, zero or more
     */
    public void end(long used) {
        if (ended.compareAndSet(false, true)) {
            limits.settle(reserved - used);
            limits.leave();
        }
    }
}
