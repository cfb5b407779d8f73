package dev.tollgate.ledger.database;

import io.r2dbc.postgresql.PostgresqlConnectionFactory;
import io.r2dbc.postgresql.api.PostgresqlConnection;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Connections that listen and are no pool's. Whoever stops listening does not wait for the connection to close, or even to open; {@link #close} does,
 * so that the database can be stopped afterwards without anybody on the line.
 */
final class Listeners {

    private final PostgresqlConnectionFactory factory;
    private final Duration patience;

    /** How each of them is closed, once: who asks again waits for the same. */
    private final Map<CompletableFuture<PostgresqlConnection>, Mono<Void>> ends = new ConcurrentHashMap<>();

    /** @param patience to open a connection, and to close it */
    Listeners(PostgresqlConnectionFactory factory, Duration patience) {
        this.factory = factory;
        this.patience = patience;
    }

    private record Listener(PostgresqlConnection connection, Mono<Void> end) {}

    /** Opens a connection for what is heard on it, and closes it when that has ended or nobody asks for it any more. */
    <A> Flux<A> on(Function<PostgresqlConnection, Publisher<A>> heard) {
        return Flux.usingWhen(open(), listener -> heard.apply(listener.connection()), Listener::end);
    }

    private Mono<Listener> open() {
        return Mono.defer(() -> {
            CompletableFuture<PostgresqlConnection> opening =
                    factory.create().timeout(patience).toFuture();
            Mono<Void> end = Mono.fromFuture(opening, true)
                    .flatMap(connection -> connection.close().timeout(patience))
                    .onErrorComplete()
                    .doFinally(ended -> ends.remove(opening))
                    .cache();
            ends.put(opening, end);
            return Mono.fromFuture(opening, true)
                    .map(connection -> new Listener(connection, end))
                    .doOnError(failure -> end.subscribe())
                    .doOnCancel(end::subscribe);
        });
    }

    Mono<Void> close() {
        return Flux.fromIterable(ends.values()).flatMap(end -> end).then();
    }
}
