package dev.tollgate.filter.limit;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.bucket4j.BucketConfiguration;
import io.github.bucket4j.ConsumptionProbe;
import io.github.bucket4j.distributed.AsyncBucketProxy;
import io.github.bucket4j.distributed.ExpirationAfterWriteStrategy;
import io.github.bucket4j.distributed.proxy.AsyncProxyManager;
import io.github.bucket4j.distributed.proxy.optimization.Optimizations;
import io.github.bucket4j.redis.lettuce.Bucket4jLettuce;
import io.lettuce.core.api.StatefulRedisConnection;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/**
 * Buckets per minute in Redis. A bucket is read and written back if nobody else has written it meanwhile; what this node
 * asks of one bucket while an answer is under way is asked together, so that only other nodes can come between, and seldom.
 *
 * <p>A bucket that is full again is forgotten by Redis. Time is that of the node which asks: nodes' clocks should be within
 * a second of each other, as NTP keeps them.
 */
final class RedisBuckets {

    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Duration SPARE = Duration.ofSeconds(10);
    private static final int REMEMBERED = 100_000;

    private final AsyncProxyManager<String> manager;
    private final Cache<String, AsyncBucketProxy> proxies = Caffeine.newBuilder()
            .maximumSize(REMEMBERED)
            .expireAfterAccess(MINUTE)
            .build();

    RedisBuckets(StatefulRedisConnection<String, byte[]> connection) {
        this.manager = Bucket4jLettuce.casBasedBuilder(connection)
                .expirationAfterWrite(ExpirationAfterWriteStrategy.basedOnTimeForRefillingBucketUpToMax(SPARE))
                .build()
                .asAsync();
    }

    CompletableFuture<ConsumptionProbe> take(String key, long limit, long count) {
        return bucket(key, limit).tryConsumeAndReturnRemaining(count);
    }

    /** @param count below zero: to take, whatever is there */
    CompletableFuture<?> correct(String key, long limit, long count) {
        return count >= 0
                ? bucket(key, limit).addTokens(count)
                : bucket(key, limit).consumeIgnoringRateLimits(-count);
    }

    private AsyncBucketProxy bucket(String key, long limit) {
        return proxies.get(key, name -> manager.builder()
                .withOptimization(Optimizations.batching())
                .build(name, () -> CompletableFuture.completedFuture(perMinute(limit))));
    }

    private static BucketConfiguration perMinute(long limit) {
        return BucketConfiguration.builder()
                .addLimit(bandwidth -> bandwidth.capacity(limit).refillGreedy(limit, MINUTE))
                .build();
    }
}
