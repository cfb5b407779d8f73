package dev.tollgate.filter.limit;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.tollgate.filter.denial.Decision;
import dev.tollgate.filter.denial.Denial;
import dev.tollgate.filter.identity.Caller;
import dev.tollgate.pricing.Plan.Limits;
import java.time.Duration;
import java.util.Optional;

/**
 * The rate limits of all accounts, in the memory of this process. Accounts that have not called for a while are
 * forgotten; their buckets would be full again by then.
 */
public final class RateLimits {

    // Longer than any stream may run, so that a place among the running calls is never forgotten while it is taken.
    private static final Duration FORGET_AFTER = Duration.ofHours(1);

    private record Key(long account, Limits limits) {}

    private final Cache<Key, AccountLimits> accounts =
            Caffeine.newBuilder().expireAfterAccess(FORGET_AFTER).build();

    /** Takes one request and a place among the running calls. */
    public Decision<Permit> take(Caller caller) {
        AccountLimits limits = accounts.get(
                new Key(caller.account().id(), caller.plan().limits()), key -> new AccountLimits(key.limits()));
        Optional<Denial> denial = limits.enter();
        return denial.isPresent() ? Decision.deny(denial.get()) : Decision.pass(new Permit(limits));
    }
}
