package dev.tollgate.ledger.database;

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
 * Connections that listen and are no pool's. Whoever stops listening does not wait for the connection to close, or even to
 * open; {@link #close} does, so that the database can be stopped afterwards without anybody on the line.
 */
final class Listeners {

    private final Mono<? extends PostgresqlConnection> connections;
    private final Duration opening;
    private final Duration closing;
    private volatile boolean closed;

    /** How each of them is closed, once: who asks again waits for the same. */
    private final Map<CompletableFuture<PostgresqlConnection>, Mono<Void>> ends = new ConcurrentHashMap<>();

    /**
     * @param connections opens one each time
     * @param opening how long that may take
     * @param closing how long the end of one may take
     */
    Listeners(Mono<? extends PostgresqlConnection> connections, Duration opening, Duration closing) {
        this.connections = connections;
        this.opening = opening;
        this.closing = closing;
    }

    private record Listener(PostgresqlConnection connection, Mono<Void> end) {}

    /** Opens a connection for what is heard on it, and closes it when that has ended or nobody asks for it any more. */
    <A> Flux<A> on(Function<PostgresqlConnection, Publisher<A>> heard) {
        return Flux.usingWhen(open(), listener -> heard.apply(listener.connection()), Listener::end);
    }

    private Mono<Listener> open() {
        return Mono.defer(() -> {
            CompletableFuture<PostgresqlConnection> begun = new CompletableFuture<>();
            Mono<Void> end = Mono.fromFuture(begun, true)
                    .flatMap(connection -> connection.close().timeout(closing))
                    .onErrorComplete()
                    .doFinally(ended -> ends.remove(begun))
                    .cache();
            ends.put(begun, end);
            // After it was put there: either close() finds it, or it finds that all is closed.
            Mono<PostgresqlConnection> connection = closed
                    ? Mono.error(new IllegalStateException("the connections to the database are closed"))
                    : Mono.<PostgresqlConnection>from(connections).timeout(opening);
            connection.subscribe(begun::complete, begun::completeExceptionally, () -> begun.cancel(false));
            return Mono.fromFuture(begun, true)
                    .map(opened -> new Listener(opened, end))
                    .doOnError(failure -> end.subscribe())
                    .doOnCancel(end::subscribe);
        });
    }

    /** Ends all of them, and lets no new one begin. */
    Mono<Void> close() {
        return Mono.defer(() -> {
            closed = true;
            return Flux.fromIterable(ends.values()).flatMap(end -> end).then();
        });
    }
}
