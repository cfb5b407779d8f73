package dev.tollgate.ledger;

import dev.tollgate.ledger.database.Connections;
import java.time.Duration;
import java.util.UUID;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Tells the database that this node is alive, apart from all other work, so that a sweep that takes long does not make its
 * node look dead.
 */
final class NodeHeartbeat {

    private final Connections connections;
    private final UUID node;
    private final Disposable beating;

    NodeHeartbeat(Connections connections, UUID node, Duration every) {
        this.connections = connections;
        this.node = node;
        this.beating = Flux.interval(every)
                .onBackpressureDrop()
                .concatMap(tick -> beat().onErrorComplete()) // The sweeper says that the database is away.
                .subscribe();
    }

    Mono<Void> beat() {
        return connections
                .money(connection -> Flux.from(connection
                                .createStatement("SELECT tg_heartbeat($1)")
                                .bind(0, node)
                                .execute())
                        .concatMap(result -> result.map(row -> true))
                        .then(Mono.just(true)))
                .then();
    }

    void stop() {
        beating.dispose();
    }
}
