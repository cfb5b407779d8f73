package dev.tollgate.ledger.login;

import dev.tollgate.ledger.account.Accounts;
import io.r2dbc.spi.Readable;
import io.r2dbc.spi.Statement;
import java.time.Instant;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Function;
import reactor.core.publisher.Flux;

/** How the rows of this package's queries are read. */
final class Rows {

    static final String ADMIN = "admin";

    private Rows() {}

    static <A> Flux<A> rows(Statement statement, Function<Readable, A> read) {
        return Flux.from(statement.execute()).concatMap(result -> result.map(read::apply));
    }

    /** Whether a row has no account in it. */
    static boolean none(Readable row) {
        return row.get("id", Long.class) == null;
    }

    static Person person(Readable row) {
        return new Person(Accounts.account(row), text(row, "role").equals(ADMIN));
    }

    static String text(Readable row, String column) {
        return Objects.requireNonNull(row.get(column, String.class));
    }

    static long id(Readable row, String column) {
        return Objects.requireNonNull(row.get(column, Long.class));
    }

    static UUID uuid(Readable row, String column) {
        return Objects.requireNonNull(row.get(column, UUID.class));
    }

    static Instant at(Readable row, String column) {
        return Objects.requireNonNull(row.get(column, Instant.class));
    }
}
