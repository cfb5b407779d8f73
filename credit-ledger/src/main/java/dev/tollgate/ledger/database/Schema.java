package dev.tollgate.ledger.database;

import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.SQLException;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.exception.FlywayValidateException;

/** Brings a database's tables and functions up to date. Blocks; for the start of the program only. */
public final class Schema {

    private static final int OLDEST = 15;

    private Schema() {}

    public static void migrate(DatabaseUrl url) {
        refuseOld(url);
        try {
            Flyway.configure(Schema.class.getClassLoader())
                    .dataSource(url.jdbcUrl(), url.user(), url.password())
                    .locations("classpath:db/migration")
                    .load()
                    .migrate();
        } catch (FlywayValidateException other) {
            throw new DatabaseUnreachable(
                    "The database " + url + " was made by a version of Tollgate that this one does not follow."
                            + " Use that version, or another database",
                    other);
        } catch (FlywayException failure) {
            throw new DatabaseUnreachable(sentence(url, failure), failure);
        }
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
            throw new DatabaseUnreachable(sentence(url, failure), failure);
        }
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
