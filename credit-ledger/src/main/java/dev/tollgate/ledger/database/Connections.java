package dev.tollgate.ledger.database;

import io.r2dbc.pool.ConnectionPool;
import io.r2dbc.pool.ConnectionPoolConfiguration;
import io.r2dbc.postgresql.PostgresqlConnectionConfiguration;
import io.r2dbc.postgresql.PostgresqlConnectionFactory;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.Wrapped;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Connections to the database, all of them as the gateway's role, in four pools: a few for money that reads can never
 * take, two for what waits for one lock anyway, two for long downloads, and the rest. Work on a connection is never cancelled: a cancelled query was seen to leave
 * its connection in use or in the middle of an answer (r2dbc-pool#143, r2dbc-postgresql#251), so who loses interest in an
 * answer just does not get it; only the connection of a download is cut.
 */
public final class Connections {

    /** One each for the five lanes of the ledger, the heartbeat and the sweeper; the rest for calls that are made alone. */
    private static final int MONEY = 12;

    /** For what all wait for one another with: more of them at once would only take connections from calls. */
    private static final int IN_TURN = 2;

    /** A slow client keeps its connection for the whole of a download, so there must not be many. */
    private static final int DOWNLOADS = 2;

    private static final Duration LONGEST_DOWNLOAD = Duration.ofMinutes(10);

    /** Without a row that somebody asked for; about 10 KB/s of a file are asked for in time. */
    private static final Duration STALLED = Duration.ofSeconds(30);

    private static final Duration ACQUIRE = Duration.ofMillis(1500);
    private static final Duration TURN = Duration.ofSeconds(10);
    private static final Duration CONNECT = Duration.ofSeconds(2);
    private static final Duration LIFE = Duration.ofMinutes(30);

    /** Longer than the database itself lets a statement run. */
    private static final Duration SILENCE = Duration.ofSeconds(7);

    /**
     * Above these times the database counts as away; a batch takes milliseconds. Plans are made once a session. The role is
     * taken on with the connection, whoever logs in.
     */
    private static final Map<String, String> OPTIONS = Map.of(
            "role",
            Roles.APP,
            "statement_timeout",
            "5000",
            "lock_timeout",
            "1000",
            "idle_in_transaction_session_timeout",
            "10000",
            "plan_cache_mode",
            "force_generic_plan");

    /** Listening alone would never notice that the other side has gone. */
    private static final Duration BEAT = Duration.ofSeconds(1);

    private static final Duration UNHEARD = Duration.ofSeconds(3);

    private final Listeners listeners;
    private final ConnectionPool money;
    private final ConnectionPool inTurn;
    private final ConnectionPool reads;
    private final ConnectionPool downloads;

    public Connections(DatabaseUrl url, int readers) {
        PostgresqlConnectionFactory factory = new PostgresqlConnectionFactory(configuration(url));
        this.listeners = new Listeners(factory.create(), SILENCE, ACQUIRE);
        this.money = pool(factory, 1, MONEY, ACQUIRE);
        this.inTurn = pool(factory, 0, IN_TURN, TURN);
        this.reads = pool(factory, 1, readers, ACQUIRE);
        this.downloads = pool(factory, 0, DOWNLOADS, ACQUIRE);
    }

    private static PostgresqlConnectionConfiguration configuration(DatabaseUrl url) {
        return url.configuration()
                .applicationName("tollgate")
                .connectTimeout(CONNECT)
                .tcpKeepAlive(true)
                .tcpNoDelay(true)
                .options(OPTIONS)
                .build();
    }

    private static ConnectionPool pool(PostgresqlConnectionFactory factory, int initial, int size, Duration patience) {
        return new ConnectionPool(ConnectionPoolConfiguration.builder(factory)
                .initialSize(initial)
                .maxSize(size)
                .maxAcquireTime(patience)
                .maxLifeTime(LIFE)
                .maxValidationTime(ACQUIRE)
                .acquireRetry(2)
                .build());
    }

    public <A> Mono<A> money(Function<Connection, Mono<A>> work) {
        return on(money, work);
    }

    /** The same for moves that all wait for one lock, such as that of the audit log: two at a time, ten seconds at most. */
    public <A> Mono<A> moneyInTurn(Function<Connection, Mono<A>> work) {
        return on(inTurn, work);
    }

    public <A> Mono<A> read(Function<Connection, Mono<A>> work) {
        return Outage.told(on(reads, work));
    }

    /** Reads for a user: whatever the work asks, it sees the rows of this account only, all as of one moment. */
    public <A> Mono<A> readAs(long account, Function<Connection, Mono<A>> work) {
        return read(connection -> OwnRows.read(connection, account, work));
    }

    /** Reads for an administrator: the rows of all accounts, all as of one moment. */
    public <A> Mono<A> readAll(Function<Connection, Mono<A>> work) {
        return read(connection -> OwnRows.readAll(connection, work));
    }

    /**
     * The same as {@link #readAs} for many rows, which are fetched as they are asked for. If nobody asks for half a minute, or it takes ten
     * minutes, it fails. Who cancels frees the connection: it is cut, because it is in the middle of an answer.
     */
    public <A> Flux<A> streamAs(long account, Function<Connection, Flux<A>> rows) {
        return stream(connection -> OwnRows.stream(connection, account, rows));
    }

    /** The same for the rows of all accounts, for administrators. */
    public <A> Flux<A> streamAll(Function<Connection, Flux<A>> rows) {
        return stream(connection -> OwnRows.streamAll(connection, rows));
    }

    private <A> Flux<A> stream(Function<Connection, Flux<A>> rows) {
        return Flux.usingWhen(
                        downloads.create(),
                        connection -> rows.apply(connection).timeout(STALLED).takeUntilOther(tooLong()),
                        Connection::close,
                        (connection, failure) -> cut(connection).then(Mono.from(connection.close())),
                        connection -> cut(connection).then(Mono.from(connection.close())))
                .onErrorMap(Outage::meant);
    }

    private static Mono<Void> tooLong() {
        return Mono.delay(LONGEST_DOWNLOAD)
                .then(Mono.error(() -> new LedgerUnavailable("the download took too long", null)));
    }

    /**
     * Listens to a channel, on a connection of its own, and talks to itself there once a second: what it says must come
     * back. Never completes; fails within three seconds after the channel cannot be heard any more, be it that the
     * connection is dead or that something in between keeps notifications to itself.
     */
    public Flux<Notice> notices(String channel) {
        return listeners.on(connection -> Flux.merge(
                connection
                        .getNotifications()
                        .map(heard -> Objects.requireNonNullElse(heard.getParameter(), ""))
                        .timeout(UNHEARD)
                        .filter(payload -> !payload.isEmpty())
                        .map(Notice.Change::new),
                OwnRows.done(connection, "LISTEN " + channel).thenReturn(new Notice.Listening()),
                Flux.interval(BEAT)
                        .onBackpressureDrop()
                        .concatMap(beat -> OwnRows.done(connection, "NOTIFY " + channel))
                        .thenMany(Flux.empty())));
    }

    private static <A> Mono<A> on(ConnectionPool pool, Function<Connection, Mono<A>> work) {
        return Mono.defer(() -> Mono.fromFuture(
                Mono.usingWhen(pool.create(), connection -> bounded(connection, work), Connection::close)
                        .toFuture(),
                true));
    }

    /** A connection that has gone silent never tells; it is cut, so that the pool does not hand it out again. */
    private static <A> Mono<A> bounded(Connection connection, Function<Connection, Mono<A>> work) {
        return work.apply(connection).timeout(SILENCE).onErrorResume(TimeoutException.class, silent -> cut(connection)
                .then(Mono.error(silent)));
    }

    private static Mono<Void> cut(Connection connection) {
        Object driver = connection instanceof Wrapped<?> wrapped ? wrapped.unwrap() : connection;
        return driver instanceof Connection real
                ? Mono.from(real.close()).timeout(ACQUIRE).onErrorComplete()
                : Mono.empty();
    }

    public Mono<Void> close() {
        return Mono.whenDelayError(
                listeners.close(),
                money.disposeLater(),
                inTurn.disposeLater(),
                reads.disposeLater(),
                downloads.disposeLater());
    }
}
