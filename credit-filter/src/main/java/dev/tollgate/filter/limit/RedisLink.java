package dev.tollgate.filter.limit;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.ClientOptions.DisconnectedBehavior;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.codec.RedisCodec;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.Delay;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * The one connection to Redis, and whether Redis is asked at the moment: after it did not answer in time it is left alone,
 * and tried every now and then until it answers again. Nobody else ever waits for it.
 */
final class RedisLink implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(RedisLink.class);

    private static final Duration CONNECTING = Duration.ofSeconds(2);
    private static final Duration RECONNECT_EVERY = Duration.ofMillis(200);

    // So long an answer that nobody waits for any more may still come, and what it took be given back.
    private static final int LATE = 10;
    private static final Duration LATEST = Duration.ofSeconds(1);

    private static final RedisCodec<String, byte[]> CODEC = RedisCodec.of(StringCodec.UTF8, ByteArrayCodec.INSTANCE);

    private final RedisSettings settings;
    private final RedisURI uri;
    private final ClientResources resources;
    private final RedisClient client;
    private final Consumer<StatefulRedisConnection<String, byte[]>> connected;
    private final Disposable trying;
    private volatile @Nullable StatefulRedisConnection<String, byte[]> connection;
    private volatile boolean up;

    /**
     * Connects, and waits for that a little; a Redis that is away is tried again later.
     *
     * @param connected told of the connection once, before Redis is asked anything
     * @throws IllegalArgumentException if the address is none of a Redis
     */
    RedisLink(RedisSettings settings, Consumer<StatefulRedisConnection<String, byte[]>> connected) {
        this.settings = settings;
        this.uri = uri(settings.url());
        this.connected = connected;
        this.resources = ClientResources.builder()
                .ioThreadPoolSize(2)
                .computationThreadPoolSize(2)
                .reconnectDelay(Delay.constant(RECONNECT_EVERY))
                .build();
        this.client = RedisClient.create(resources);
        client.setOptions(options(settings.timeout()));
        Mono<Void> first = attempt().cache();
        first.subscribe();
        awaitBriefly(first);
        if (!up) {
            log.warn("Redis does not answer: this node counts its rate limits alone until it does");
        }
        // One attempt after the other: there is only ever one connection.
        this.trying = first.thenMany(Flux.interval(settings.pause()).onBackpressureDrop())
                .concatMap(tick -> up ? Mono.<Void>empty() : attempt())
                .subscribe();
    }

    static RedisURI uri(String url) {
        try {
            RedisURI uri = RedisURI.create(url);
            uri.setTimeout(CONNECTING); // For its first words; a command has its own.
            return uri;
        } catch (RuntimeException wrong) {
            // Without the address itself, and without a cause that quotes it: it may hold a password.
            throw new IllegalArgumentException("The address of Redis cannot be read. Write it as"
                    + " redis://user:password@host:6379, or rediss:// for TLS.");
        }
    }

    private static ClientOptions options(Duration timeout) {
        Duration late = timeout.multipliedBy(LATE);
        return ClientOptions.builder()
                .autoReconnect(true)
                .disconnectedBehavior(DisconnectedBehavior.REJECT_COMMANDS)
                .socketOptions(
                        SocketOptions.builder().connectTimeout(CONNECTING).build())
                .timeoutOptions(TimeoutOptions.enabled(late.compareTo(LATEST) < 0 ? LATEST : late))
                .build();
    }

    /** Only at the start, where nothing is being served yet. */
    private static void awaitBriefly(Mono<Void> first) {
        try {
            first.toFuture().get(CONNECTING.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException away) {
            log.debug("Redis did not answer at the start: {}", away.toString());
        }
    }

    boolean isUp() {
        return up;
    }

    /** It did not answer in time, or not at all. */
    void lost(Throwable failure) {
        if (up) {
            up = false;
            log.warn(
                    "Redis does not answer ({}): this node counts its rate limits alone until it does",
                    failure.toString());
        }
    }

    private Mono<Void> attempt() {
        StatefulRedisConnection<String, byte[]> known = connection;
        return (known == null ? connect() : ping(known))
                .doOnSuccess(answered -> {
                    up = true;
                    log.info("Redis answers: rate limits are counted together with the other nodes");
                })
                .onErrorResume(away -> {
                    log.debug("Redis does not answer yet: {}", away.toString());
                    return Mono.empty();
                });
    }

    private Mono<Void> connect() {
        return Mono.fromCompletionStage(() -> client.connectAsync(CODEC, uri))
                .doOnNext(made -> {
                    connected.accept(made);
                    connection = made;
                })
                .then();
    }

    private Mono<Void> ping(StatefulRedisConnection<String, byte[]> known) {
        return Mono.fromCompletionStage(() -> known.async().ping())
                .timeout(settings.timeout())
                .then();
    }

    @Override
    public void close() {
        trying.dispose();
        up = false;
        client.shutdown(0, CONNECTING.toMillis(), TimeUnit.MILLISECONDS);
        Object unused = resources.shutdown(0, CONNECTING.toMillis(), TimeUnit.MILLISECONDS);
    }
}
