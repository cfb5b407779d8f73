package dev.tollgate.ledger.billing;

import io.r2dbc.spi.Connection;
import io.r2dbc.spi.Readable;
import io.r2dbc.spi.Statement;
import java.time.Instant;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** How this package's statements are sent and their rows are read. */
final class Rows {

    private Rows() {}

    /** @param values in their order; {@code null} is a text that is not there */
    static <A> Flux<A> of(Connection connection, String sql, Function<Readable, A> read, @Nullable Object... values) {
        Statement statement = connection.createStatement(sql);
        for (int i = 0; i < values.length; i++) {
            Object value = values[i];
            if (value == null) {
                statement.bindNull(i, String.class);
            } else {
                statement.bind(i, value);
            }
        }
        return Flux.from(statement.execute()).concatMap(result -> result.map(read::apply));
    }

    static Mono<Void> run(Connection connection, String sql, @Nullable Object... values) {
        return of(connection, sql, row -> true, values).then();
    }

    /** The one column, which is true or false, of the one row. */
    static Mono<Boolean> asked(Connection connection, String sql, @Nullable Object... values) {
        return of(connection, sql, row -> Objects.requireNonNull(row.get(0, Boolean.class)), values)
                .single();
    }

    static String text(Readable row, String column) {
        return Objects.requireNonNull(row.get(column, String.class));
    }

    static long number(Readable row, String column) {
        return Objects.requireNonNull(row.get(column, Long.class));
    }

    static boolean flag(Readable row, String column) {
        return Objects.requireNonNull(row.get(column, Boolean.class));
    }

    static Instant at(Readable row, String column) {
        return Objects.requireNonNull(row.get(column, Instant.class));
    }
}
