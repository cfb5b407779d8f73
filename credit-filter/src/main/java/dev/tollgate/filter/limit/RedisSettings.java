package dev.tollgate.filter.limit;

import java.time.Duration;

/**
 * The Redis in which nodes count together.
 *
 * @param url {@code redis://…} or {@code rediss://…}; may hold a password
 * @param timeout how long a call waits for it before this node decides alone
 * @param pause how long it is left alone after it did not answer
 * @param leaseTime how long a place among the running calls outlives the node that took it
 */
public record RedisSettings(String url, Duration timeout, Duration pause, Duration leaseTime) {

    @Override
    public String toString() {
        return "RedisSettings[" + timeout + ", " + pause + ", " + leaseTime + "]";
    }
}
