package dev.tollgate.filter.limit;

import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.api.async.RedisAsyncCommands;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;

/**
 * Places among the running calls, in Redis: a sorted set for each subject, with one member for each call and the time until
 * which its place is taken. The node renews that while the call runs, so a node that dies gives back its places by saying
 * nothing. Time is that of Redis alone.
 */
final class Leases implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Leases.class);

    /** Answers how many are inside; below zero: this one is not, because so many are. */
    private static final String ENTER =
            """
            local time = redis.call('TIME')
            local now = time[1] * 1000 + math.floor(time[2] / 1000)
            redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now)
            local inside = redis.call('ZCARD', KEYS[1])
            if inside >= tonumber(ARGV[2]) then
              return -inside
            end
            redis.call('ZADD', KEYS[1], now + tonumber(ARGV[3]), ARGV[1])
            redis.call('PEXPIRE', KEYS[1], ARGV[3])
            return inside + 1
            """;

    /** Also for a place that was lost meanwhile, with Redis or by a long pause: the call does run. */
    private static final String RENEW =
            """
            local time = redis.call('TIME')
            local now = time[1] * 1000 + math.floor(time[2] / 1000)
            redis.call('ZADD', KEYS[1], now + tonumber(ARGV[2]), ARGV[1])
            redis.call('PEXPIRE', KEYS[1], ARGV[2])
            return 1
            """;

    /** Renewed so often within its time that one lost message does no harm. */
    private static final int RENEWALS = 3;

    private final RedisAsyncCommands<String, byte[]> redis;
    private final byte[] leaseMillis;
    private final String node = UUID.randomUUID().toString();
    private final AtomicLong calls = new AtomicLong();
    private final Map<Lease, Boolean> taken = new ConcurrentHashMap<>();
    private final Disposable renewing;

    /** @param member the call's name in the set, which no other call has */
    record Lease(String key, String member) {}

    Leases(RedisAsyncCommands<String, byte[]> redis, Duration leaseTime) {
        this.redis = redis;
        this.leaseMillis = bytes(Long.toString(leaseTime.toMillis()));
        this.renewing = Flux.interval(leaseTime.dividedBy(RENEWALS))
                .onBackpressureDrop()
                .subscribe(tick -> taken.keySet().forEach(this::renew));
    }

    Lease next(String key) {
        return new Lease(key, node + ":" + calls.incrementAndGet());
    }

    /** How many are inside now; below zero: the limit is reached, and this one is not inside. */
    CompletableFuture<Long> enter(Lease lease, long limit) {
        return redis.<Long>eval(
                        ENTER,
                        ScriptOutputType.INTEGER,
                        new String[] {lease.key()},
                        bytes(lease.member()),
                        bytes(Long.toString(limit)),
                        leaseMillis)
                .toCompletableFuture()
                .thenApply(inside -> {
                    if (inside > 0) {
                        taken.put(lease, true);
                    }
                    return inside;
                });
    }

    /** Does nothing to one that is not inside. What is not heard of it frees itself later. */
    CompletableFuture<?> leave(Lease lease) {
        taken.remove(lease);
        return redis.zrem(lease.key(), bytes(lease.member())).toCompletableFuture();
    }

    private void renew(Lease lease) {
        redis.<Long>eval(
                        RENEW, ScriptOutputType.INTEGER, new String[] {lease.key()}, bytes(lease.member()), leaseMillis)
                .whenComplete((renewed, failure) -> {
                    if (failure != null) {
                        log.debug("A place among the running calls was not renewed: {}", failure.toString());
                    } else if (!taken.containsKey(lease)) {
                        CompletableFuture<?> unused = leave(lease); // The call has ended while this was under way.
                    }
                });
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        renewing.dispose();
    }
}
