package dev.tollgate.filter.autoconfigure;

import dev.tollgate.filter.limit.RedisSettings;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The Redis in which nodes count rate limits together.
 *
 * @param url {@code redis://…} or {@code rediss://…}; left out: each node counts for itself
 * @param timeout how long a call waits for it before this node decides alone
 * @param pause how long it is left alone after it did not answer
 * @param leaseTime how long a place among the running calls outlives the node that took it
 */
@ConfigurationProperties("tollgate.redis")
public record RedisProperties(
        @Nullable String url,
        @DefaultValue("100ms") Duration timeout,
        @DefaultValue("3s") Duration pause,
        @DefaultValue("30s") Duration leaseTime) {

    Optional<RedisSettings> settings() {
        return Optional.ofNullable(url)
                .filter(address -> !address.isBlank())
                .map(address -> new RedisSettings(address, timeout, pause, leaseTime));
    }

    /** Without the address: it may hold a password. */
    @Override
    public String toString() {
        return "RedisProperties[" + timeout + ", " + pause + ", " + leaseTime + "]";
    }
}
