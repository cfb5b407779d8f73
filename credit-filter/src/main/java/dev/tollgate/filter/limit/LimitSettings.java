package dev.tollgate.filter.limit;

import dev.tollgate.pricing.Plan.Limits;
import java.util.Map;

/**
 * The limits that no price book names.
 *
 * @param address of every client's address (IPv6: network of 64 bits)
 * @param api of every client's address, at the account and admin API
 * @param key of every key that has none of its own
 * @param plans by the plan's name: of all its accounts together
 * @param failures how many keys that open nothing may be shown in a minute
 */
public record LimitSettings(Limits address, Limits api, Limits key, Map<String, Limits> plans, Failures failures) {

    /** No limits but those of the price book. */
    public static final LimitSettings NONE =
            new LimitSettings(Limits.NONE, Limits.NONE, Limits.NONE, Map.of(), new Failures(Limits.NONE, Limits.NONE));

    public LimitSettings {
        plans = Map.copyOf(plans);
    }

    /**
     * @param address from one address
     * @param prefix that begin alike
     */
    public record Failures(Limits address, Limits prefix) {}
}
