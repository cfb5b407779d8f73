package dev.tollgate.filter.autoconfigure;

import dev.tollgate.filter.limit.LimitSettings;
import dev.tollgate.pricing.Plan.Limits;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Rate limits beside those of the plans, which the price book names for each account.
 *
 * @param address of every client's address; not limited unless set, because all clients behind a proxy that is not named in
 *     {@code tollgate.trusted-proxies} have one address
 * @param apiPerAddress requests that each address may make in a minute to the account and admin API; zero: not limited
 * @param key of every key that has no limits of its own
 * @param plans by the plan's name, of all its accounts together
 * @param failedKeys keys that open nothing, in a minute
 * @param draftHeaders whether to send {@code RateLimit} and {@code RateLimit-Policy}, which are still a draft
 */
@ConfigurationProperties("tollgate.limits")
public record LimitProperties(
        @DefaultValue Amounts address,
        @DefaultValue("6000") long apiPerAddress,
        @DefaultValue Amounts key,
        @DefaultValue Map<String, Amounts> plans,
        @DefaultValue FailedKeys failedKeys,
        @DefaultValue("true") boolean draftHeaders) {

    /** What is left out is not limited. */
    public record Amounts(
            @Nullable Long requestsPerMinute, @Nullable Long tokensPerMinute, @Nullable Integer concurrent) {

        /** @throws IllegalArgumentException if one is not above zero */
        public Amounts {
            require("requests-per-minute", requestsPerMinute);
            require("tokens-per-minute", tokensPerMinute);
            require("concurrent", concurrent);
        }

        Limits limits() {
            return new Limits(optional(requestsPerMinute), optional(tokensPerMinute), optional(concurrent));
        }
    }

    /**
     * Zero: not limited.
     *
     * @param perAddress from one address (IPv6: network of 64 bits)
     * @param perPrefix that begin alike
     */
    public record FailedKeys(@DefaultValue("60") long perAddress, @DefaultValue("30") long perPrefix) {}

    LimitSettings settings() {
        return new LimitSettings(
                address.limits(),
                requests(apiPerAddress),
                key.limits(),
                plans.entrySet().stream().collect(Collectors.toMap(Map.Entry::getKey, plan -> plan.getValue()
                        .limits())),
                new LimitSettings.Failures(requests(failedKeys.perAddress()), requests(failedKeys.perPrefix())));
    }

    private static Limits requests(long perMinute) {
        return perMinute <= 0
                ? Limits.NONE
                : new Limits(OptionalLong.of(perMinute), OptionalLong.empty(), OptionalInt.empty());
    }

    private static void require(String name, @Nullable Number amount) {
        if (amount != null && amount.longValue() <= 0) {
            throw new IllegalArgumentException("The limit " + name + " under tollgate.limits is " + amount
                    + ". Set it to a number above zero, or leave it out for no limit.");
        }
    }

    private static OptionalLong optional(@Nullable Long amount) {
        return amount == null ? OptionalLong.empty() : OptionalLong.of(amount);
    }

    private static OptionalInt optional(@Nullable Integer amount) {
        return amount == null ? OptionalInt.empty() : OptionalInt.of(amount);
    }
}
