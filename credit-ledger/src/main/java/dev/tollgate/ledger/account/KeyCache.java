package dev.tollgate.ledger.account;

import com.github.benmanes.caffeine.cache.AsyncCache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import dev.tollgate.ledger.database.Connections;
import dev.tollgate.ledger.database.Notice;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Optional;
import java.util.function.Function;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.util.retry.Retry;

/**
 * Whom keys speak for, remembered. While the database can be heard, it tells at once of a key that changes, so what is
 * known stays known. While it cannot, nothing is believed for longer than five seconds. So a revoked key opens nothing
 * for longer than that, on any node.
 */
final class KeyCache {

    private static final String CHANNEL = "tg_key";
    private static final Duration UNHEARD = Duration.ofSeconds(5);
    private static final Duration HEARD = Duration.ofMinutes(10);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);
    private static final int REMEMBERED = 100_000;

    /**
     * What the database knows of a key.
     *
     * @param holder empty for a key that opens nothing
     * @param lasts how long that is known to hold, if nobody changes it
     */
    record Known(Optional<KeyHolder> holder, Duration lasts) {

        /** A key that is not known yet may be issued any time, which nobody is told of. */
        static final Known NOBODY = new Known(Optional.empty(), UNHEARD);
    }

    /** By hash, not by key: a copy of the memory shows no keys. */
    private final AsyncCache<ByteBuffer, Known> known;

    private volatile boolean heard;

    KeyCache() {
        this.known = Caffeine.newBuilder()
                .maximumSize(REMEMBERED)
                .expireAfter(Expiry.<ByteBuffer, Known>creating(
                        (hash, it) -> it.lasts().compareTo(limit()) < 0 ? it.lasts() : limit()))
                .buildAsync();
    }

    private Duration limit() {
        return heard ? HEARD : UNHEARD;
    }

    Mono<KeyHolder> holderOf(byte[] hash, Function<ByteBuffer, Mono<Known>> load) {
        return Mono.fromFuture(
                        known.get(ByteBuffer.wrap(hash), (missing, executor) -> load.apply(missing)
                                .toFuture()),
                        true)
                .flatMap(it -> Mono.justOrEmpty(it.holder()));
    }

    /** Listens until it is disposed of, whatever happens to the connection. */
    Disposable listen(Connections connections) {
        return connections
                .notices(CHANNEL)
                .doOnNext(this::heard)
                .doOnError(lost -> unheard())
                .retryWhen(Retry.backoff(Long.MAX_VALUE, FIRST_PAUSE)
                        .maxBackoff(LONGEST_PAUSE)
                        .transientErrors(true))
                .subscribe();
    }

    /** Forgetting includes the answers that are under way: they may have been read before the change. */
    private void heard(Notice notice) {
        if (notice instanceof Notice.Change change) {
            known.synchronous().invalidate(ByteBuffer.wrap(HexFormat.of().parseHex(change.payload())));
        } else {
            known.synchronous().invalidateAll();
            heard = true;
        }
    }

    private void unheard() {
        heard = false;
        known.synchronous().invalidateAll();
    }
}
