package dev.tollgate.ledger.database;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Set;

/**
 * The roles of the database: {@link #APP} for the gateway's connections, {@link #READER} for what a user asks. Who owns the
 * tables is neither. Roles belong to the whole cluster, whose other databases may be opened at the same moment: what
 * somebody else has just made is taken as it is. What each may do is in {@code R__privileges.sql}. Blocks.
 */
final class Roles {

    /** Calls the money functions, and writes no money itself. */
    static final String APP = "tollgate_app";

    /** Sees the rows of one account, see {@link OwnRows}. */
    static final String READER = "tollgate_reader";

    private static final String DENIED = "42501";

    /** Somebody else did the same at the same moment: it is there, it is being made, its row has just changed. */
    private static final Set<String> RACES = Set.of("42710", "23505", "XX000");

    private static final int TRIES = 20;

    private Roles() {}

    /** Makes what is missing, as the login that migrates. */
    static void make(DatabaseUrl migrator) {
        try (Connection connection = migrator.connect();
                Statement statement = connection.createStatement()) {
            for (String role : new String[] {APP, READER}) {
                String missing = "SELECT NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '" + role + "')";
                make(migrator, statement, missing, "CREATE ROLE " + role + " NOLOGIN");
            }
            // So that whoever may be the one may be the other.
            String apart = "SELECT NOT pg_has_role('" + APP + "', '" + READER + "', 'MEMBER')";
            make(migrator, statement, apart, "GRANT " + READER + " TO " + APP);
        } catch (SQLException failure) {
            throw Schema.unusable(migrator, failure);
        }
    }

    /** Sees to it that a login may act as the gateway; the login that migrates allows it where it can. */
    static void admit(DatabaseUrl login, DatabaseUrl migrator) {
        if (mayAct(login)) {
            return;
        }
        try (Connection connection = migrator.connect();
                Statement statement = connection.createStatement()) {
            // Under PostgreSQL 16 and later a role's maker is its administrator, but no member of it yet.
            String grant = "GRANT " + APP + " TO \"" + login.user().replace("\"", "\"\"") + "\"";
            make(login, statement, "SELECT true", grant);
            if (!mayAct(login)) {
                throw byHand(login, grant, new SQLException("the login may not act as " + APP));
            }
        } catch (SQLException failure) {
            throw Schema.unusable(migrator, failure);
        }
    }

    private static boolean mayAct(DatabaseUrl login) {
        try (Connection connection = login.connect();
                Statement statement = connection.createStatement()) {
            statement.execute("SET ROLE " + APP);
            statement.execute("SET ROLE " + READER);
            return true;
        } catch (SQLException failure) {
            if (DENIED.equals(failure.getSQLState())) {
                return false;
            }
            throw Schema.unusable(login, failure);
        }
    }

    private static void make(DatabaseUrl url, Statement statement, String isMissing, String sql) throws SQLException {
        for (int attempt = 1; answersTrue(statement, isMissing); attempt++) {
            try {
                statement.execute(sql);
                return;
            } catch (SQLException failure) {
                if (DENIED.equals(failure.getSQLState())) {
                    throw byHand(url, sql, failure);
                }
                if (!RACES.contains(failure.getSQLState()) || attempt == TRIES) {
                    throw failure;
                }
            }
        }
    }

    private static boolean answersTrue(Statement statement, String question) throws SQLException {
        try (ResultSet row = statement.executeQuery(question)) {
            return row.next() && row.getBoolean(1);
        }
    }

    private static DatabaseUnreachable byHand(DatabaseUrl url, String sql, SQLException failure) {
        return new DatabaseUnreachable(
                "The database " + url
                        + " cannot be used: its login may not run what is needed once. Run as an administrator"
                        + " of the database: CREATE ROLE " + APP + "; CREATE ROLE " + READER + "; GRANT " + READER
                        + " TO " + APP + "; GRANT " + APP + " TO \"" + url.user() + "\"; (it failed at: " + sql + ")",
                failure);
    }
}
