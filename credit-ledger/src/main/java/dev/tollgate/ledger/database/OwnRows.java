package dev.tollgate.ledger.database;

import io.r2dbc.spi.Connection;
import io.r2dbc.spi.Result;
import java.util.function.Function;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * A read transaction in which the database shows the rows of one account and no others, whatever is asked: as a role of
 * its own, under row level security, by a setting that is made by a statement before the query (one of the query itself
 * comes too late). All of it is seen as it was at one moment. Role and setting end with the transaction.
 */
final class OwnRows {

    /**
     * While rows are fetched piece by piece all of it is one statement to the database, which counts its time from the
     * start, waiting for whoever reads included: so it gets more of it.
     */
    private static final String LONG = "; SET LOCAL statement_timeout = '10min'";

    private static final String BEGIN = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";

    private OwnRows() {}

    static <A> Mono<A> read(Connection connection, long account, Function<Connection, Mono<A>> work) {
        return read(connection, begin(account), work);
    }

    /** The rows of all accounts, as the gateway's own role sees them. */
    static <A> Mono<A> readAll(Connection connection, Function<Connection, Mono<A>> work) {
        return read(connection, BEGIN, work);
    }

    private static <A> Mono<A> read(Connection connection, String begin, Function<Connection, Mono<A>> work) {
        return Mono.usingWhen(
                Mono.just(connection),
                it -> done(it, begin).then(work.apply(it)),
                it -> done(it, "COMMIT"),
                (it, failure) -> done(it, "ROLLBACK"),
                it -> done(it, "ROLLBACK"));
    }

    /** Leaves the transaction open if it fails or is cancelled: the connection is of no more use then. */
    static <A> Flux<A> stream(Connection connection, long account, Function<Connection, Flux<A>> rows) {
        return stream(connection, begin(account), rows);
    }

    /** The rows of all accounts, as the gateway's own role sees them. */
    static <A> Flux<A> streamAll(Connection connection, Function<Connection, Flux<A>> rows) {
        return stream(connection, BEGIN, rows);
    }

    private static <A> Flux<A> stream(Connection connection, String begin, Function<Connection, Flux<A>> rows) {
        return done(connection, begin + LONG)
                .thenMany(Flux.defer(() -> rows.apply(connection)))
                .concatWith(Mono.defer(() -> done(connection, "COMMIT").then(Mono.empty())));
    }

    private static String begin(long account) {
        return BEGIN + "; SET LOCAL ROLE " + Roles.READER + "; SET LOCAL tg.account = '" + account + "'";
    }

    static Mono<Void> done(Connection connection, String statement) {
        return Flux.from(connection.createStatement(statement).execute())
                .concatMap(Result::getRowsUpdated)
                .then();
    }
}
