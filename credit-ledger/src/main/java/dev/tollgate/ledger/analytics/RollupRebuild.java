package dev.tollgate.ledger.analytics;

import dev.tollgate.ledger.database.DatabaseUnreachable;
import dev.tollgate.ledger.database.DatabaseUrl;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * Makes the sums anew from the log, a day of UTC after the other, beside gateways that run: who asks meanwhile sees the old
 * sums of a day, then the new ones. Blocks.
 */
public final class RollupRebuild {

    private final DatabaseUrl url;

    public RollupRebuild(DatabaseUrl url) {
        this.url = url;
    }

    /**
     * @param days how many were summed
     * @param rolledTo up to when; what is newer is summed by the gateways
     */
    public record Result(int days, Instant rolledTo) {}

    /**
     * @param each is told each day when it is done
     * @throws DatabaseUnreachable if the database cannot be used
     */
    public Result run(Consumer<LocalDate> each) {
        try (Connection connection = url.connect()) {
            try (Statement statement = connection.createStatement()) {
                statement.execute("SET ROLE tollgate_app; SET statement_timeout = 0; SET timezone = 'UTC'");
            }
            return run(connection, each);
        } catch (SQLException failure) {
            throw new DatabaseUnreachable(
                    "The sums in " + url + " cannot be made anew: " + failure.getMessage(), failure);
        }
    }

    private static Result run(Connection connection, Consumer<LocalDate> each) throws SQLException {
        OffsetDateTime day;
        OffsetDateTime end;
        try (Statement statement = connection.createStatement();
                ResultSet span = statement.executeQuery("SELECT first, rolled_to FROM tg_roll_span()")) {
            span.next();
            day = Objects.requireNonNull(span.getObject(1, OffsetDateTime.class));
            end = Objects.requireNonNull(span.getObject(2, OffsetDateTime.class));
        }
        int days = 0;
        try (PreparedStatement again = connection.prepareStatement("SELECT tg_roll_again(?, ?)")) {
            for (; day.isBefore(end); day = day.plus(Duration.ofDays(1))) {
                again.setObject(1, day);
                again.setObject(2, day.plus(Duration.ofDays(1)));
                again.execute();
                each.accept(day.withOffsetSameInstant(ZoneOffset.UTC).toLocalDate());
                days++;
            }
        }
        return new Result(days, end.toInstant());
    }
}
