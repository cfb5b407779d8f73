package dev.tollgate.ledger.analytics;

import io.r2dbc.spi.Connection;
import io.r2dbc.spi.Statement;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
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

    /** Not as a text, which would be read again for each row. */
    String time(Instant time) {
        return of(time.atOffset(ZoneOffset.UTC)) + "::timestamptz";
    }

    String times(List<Instant> times) {
        return of(times.stream().map(time -> time.atOffset(ZoneOffset.UTC)).toArray(OffsetDateTime[]::new))
                + "::timestamptz[]";
    }

    Statement bound(Connection connection, String sql) {
        Statement statement = connection.createStatement(sql);
        for (int nth = 0; nth < values.size(); nth++) {
            statement.bind(nth, values.get(nth));
        }
        return statement;
    }
}
