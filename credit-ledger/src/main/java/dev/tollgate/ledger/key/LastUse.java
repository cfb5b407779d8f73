package dev.tollgate.ledger.key;

import dev.tollgate.ledger.database.Connections;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Which keys were used, told to the database about once a minute, all of them in one statement. No call waits for it; what is
 * not told yet is lost with the process.
 */
public final class LastUse {

    private static final Logger log = LoggerFactory.getLogger(LastUse.class);

    private static final Duration EVERY = Duration.ofMinutes(1);

    private final Connections connections;
    private final Set<Long> used = ConcurrentHashMap.newKeySet();

    public LastUse(Connections connections) {
        this.connections = connections;
    }

    /** A key was used now. */
    public void of(long key) {
        used.add(key);
    }

    /** Goes on telling until it is disposed of. */
    public Disposable tell() {
        return Flux.interval(EVERY)
                .onBackpressureDrop()
                .concatMap(minute -> flush().onErrorResume(failure -> {
                    log.debug("When keys were last used is told later: {}", failure.toString());
                    return Mono.empty();
                }))
                .subscribe();
    }

    /** Tells what is known; it is kept for the next time if the database does not answer. */
    public Mono<Void> flush() {
        return Mono.defer(() -> {
            List<Long> keys = new ArrayList<>(used);
            if (keys.isEmpty()) {
                return Mono.empty();
            }
            used.removeAll(Set.copyOf(keys));
            return connections
                    .read(connection -> Flux.from(connection
                                    .createStatement("SELECT tg_keys_used($1)")
                                    .bind(0, keys.toArray(Long[]::new))
                                    .execute())
                            .concatMap(result -> result.map(row -> true))
                            .then(Mono.just(true)))
                    .doOnError(failure -> used.addAll(keys))
                    .then();
        });
    }
}
