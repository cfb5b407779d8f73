package dev.tollgate.ledger.analytics;

import io.r2dbc.spi.Readable;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The answer to a question.
 *
 * @param total of the whole time, whatever the rows are
 * @param complete whether there are no more rows than these
 */
public record UsageSums(Figures total, List<Row> rows, boolean complete) {

    public UsageSums {
        rows = List.copyOf(rows);
    }

    /**
     * @param name of the dimension; empty where a request has none
     * @param at when a step begins; absent where names were asked
     * @param email of an account; absent for all others
     */
    public record Row(String name, @Nullable Instant at, @Nullable String email, Figures figures) {

        static Row named(Readable row) {
            return new Row(
                    Objects.requireNonNull(row.get("name", String.class)),
                    null,
                    row.get("email", String.class),
                    Figures.of(row));
        }
    }
}
