package dev.tollgate.ledger.analytics;

import io.r2dbc.spi.Connection;
import io.r2dbc.spi.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** The values of a query, in the order of the numbers by which its text names them. */
final class Parameters {

    private final List<Object> values = new ArrayList<>();

    /** Its name in the text. */
    String of(Object value) {
        int known = values.indexOf(value);
        if (known >= 0) {
            return "$" + (known + 1);
        }
        values.add(value);
        return "$" + values.size();
    }

    String time(Instant time) {
        return of(time.toString()) + "::text::timestamptz";
    }

    /** A query of its own, so that the texts are read once, not for each row. */
    String times(List<Instant> times) {
        return "(SELECT " + of(times.stream().map(Instant::toString).toArray(String[]::new))
                + "::text[]::timestamptz[])";
    }

    Statement bound(Connection connection, String sql) {
        Statement statement = connection.createStatement(sql);
        for (int nth = 0; nth < values.size(); nth++) {
            statement.bind(nth, values.get(nth));
        }
        return statement;
    }
}
