package dev.tollgate.ledger.database;

import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationVersion;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.flywaydb.core.api.exception.FlywayValidateException;

/** Brings a database's roles, tables and functions up to date. Blocks; for the start of the program only. */
public final class Schema {

    private static final int OLDEST = 15;

    private Schema() {}

    /**
     * Migrates as one login what another is to use; they may be the same.
     *
     * @param migrator owns the tables; needs to do so only if something has changed
     * @param login is allowed to act as the gateway
     */
    public static void migrate(DatabaseUrl migrator, DatabaseUrl login) {
        migrate(migrator);
        Roles.admit(login, migrator);
    }

    public static void migrate(DatabaseUrl url) {
        refuseOld(url);
        Roles.make(url);
        try {
            FluentConfiguration migrations = Flyway.configure(Schema.class.getClassLoader())
                    .dataSource(url.jdbcUrl(), url.user(), url.password())
                    .locations("classpath:db/migration");
            migrations.placeholders(Map.of("newest", newest(migrations))).load().migrate();
        } catch (FlywayValidateException other) {
            throw new DatabaseUnreachable(
                    "The database " + url + " was made by a version of Tollgate that this one does not follow."
                            + " Use that version, or another database",
                    other);
        } catch (FlywayException failure) {
            throw unusable(url, failure);
        }
    }

    /** Named in R__privileges.sql, which Flyway runs again when its text changes: so it does behind every new migration. */
    private static String newest(FluentConfiguration migrations) {
        return Arrays.stream(migrations
                        .placeholders(Map.of("newest", ""))
                        .load()
                        .info()
                        .all())
                .map(MigrationInfo::getVersion)
                .filter(Objects::nonNull)
                .max(MigrationVersion::compareTo)
                .map(MigrationVersion::getVersion)
                .orElse("");
    }

    private static void refuseOld(DatabaseUrl url) {
        try (Connection connection = url.connect()) {
            DatabaseMetaData server = connection.getMetaData();
            if (server.getDatabaseMajorVersion() < OLDEST) {
                throw new DatabaseUnreachable(
                        "The database " + url + " is PostgreSQL " + server.getDatabaseProductVersion()
                                + "; Tollgate needs " + OLDEST + " or newer",
                        new SQLException("too old"));
            }
        } catch (SQLException failure) {
            throw unusable(url, failure);
        }
    }

    static DatabaseUnreachable unusable(DatabaseUrl url, Throwable failure) {
        return new DatabaseUnreachable(sentence(url, failure), failure);
    }

    private static String sentence(DatabaseUrl url, Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null && !(cause instanceof SQLException)) {
            cause = cause.getCause();
        }
        String detail = String.valueOf(cause.getMessage()).lines().findFirst().orElse("no reason given");
        return "The database " + url + " cannot be used: " + detail;
    }
}
