package dev.tollgate.ledger.database;

import io.r2dbc.pool.ConnectionPool;
import io.r2dbc.pool.ConnectionPoolConfiguration;
import io.r2dbc.postgresql.PostgresqlConnectionConfiguration;
import io.r2dbc.postgresql.PostgresqlConnectionFactory;
import io.r2dbc.spi.Connection;
import java.time.Duration;
import java.util.Map;
import java.util.function.Function;
import reactor.core.publisher.Mono;

/**
 * Connections to the database, in two pools: a few for money that reads can never take, and the rest. Work on a
 * connection is never cancelled: a cancelled query was seen to leave its connection in use or in the middle of an answer
 * (r2dbc-pool#143, r2dbc-postgresql#251), so who loses interest in an answer just does not get it.
 */
public final class Connections {

    /** One each for the three lanes of the ledger, and one for the sweeper. */
    private static final int MONEY = 4;

    private static final Duration ACQUIRE = Duration.ofMillis(1500);
    private static final Duration CONNECT = Duration.ofSeconds(2);
    private static final Duration LIFE = Duration.ofMinutes(30);

    /** Above these the database counts as away; a batch takes milliseconds. */
    private static final Map<String, String> TIMEOUTS =
            Map.of("statement_timeout", "5000", "lock_timeout", "3000", "idle_in_transaction_session_timeout", "10000");

    private final ConnectionPool money;
    private final ConnectionPool reads;

    public Connections(DatabaseUrl url, int readers) {
        PostgresqlConnectionFactory factory = new PostgresqlConnectionFactory(configuration(url));
        this.money = pool(factory, MONEY);
        this.reads = pool(factory, readers);
    }

    private static PostgresqlConnectionConfiguration configuration(DatabaseUrl url) {
        return url.configuration()
                .applicationName("tollgate")
                .connectTimeout(CONNECT)
                .tcpKeepAlive(true)
                .tcpNoDelay(true)
                .options(TIMEOUTS)
                .build();
    }

    private static ConnectionPool pool(PostgresqlConnectionFactory factory, int size) {
        return new ConnectionPool(ConnectionPoolConfiguration.builder(factory)
                .initialSize(1)
                .maxSize(size)
                .maxAcquireTime(ACQUIRE)
                .maxLifeTime(LIFE)
                .maxValidationTime(ACQUIRE)
                .acquireRetry(2)
                .build());
    }

    public <A> Mono<A> money(Function<Connection, Mono<A>> work) {
        return on(money, work);
    }

    public <A> Mono<A> read(Function<Connection, Mono<A>> work) {
        return Outage.told(on(reads, work));
    }

    private static <A> Mono<A> on(ConnectionPool pool, Function<Connection, Mono<A>> work) {
        return Mono.defer(() -> Mono.fromFuture(
                Mono.usingWhen(pool.create(), work, Connection::close).toFuture(), true));
    }

    public Mono<Void> close() {
        return money.disposeLater().then(reads.disposeLater());
    }
}
