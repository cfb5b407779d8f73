package dev.tollgate.ledger.analytics;

import io.r2dbc.spi.Connection;
import io.r2dbc.spi.Statement;
import org.jspecify.annotations.Nullable;

/**
 * A question with whose it is, as SQL.
 *
 * @param account absent: all of them
 */
record Asked(Question question, @Nullable Long account) {

    /** The rows that everything is in once, called by an expression over their columns. */
    String basis(String name) {
        return account == null ? Rolled.HOUSE.rows(name, "") : Rolled.OWN.rows(name, own());
    }

    /** The rows that a dimension is told apart in. */
    String named(Dimension by) {
        if (account == null) {
            return by.house().rows(by.expression(), "");
        }
        return (by == Dimension.TAG ? Rolled.TAG : Rolled.OWN).rows(by.expression(), own());
    }

    private static String own() {
        return "AND wallet_id = $3";
    }

    /** The name of the parameter behind those that {@link #bound} binds. */
    String next() {
        return account == null ? "$3" : "$4";
    }

    Statement bound(Connection connection, String sql) {
        Statement statement = connection
                .createStatement(sql)
                .bind("$1", question.from().toString())
                .bind("$2", question.to().toString());
        if (account != null) {
            return statement.bind("$3", account);
        }
        return sql.contains("$4")
                ? statement
                        .bind("$3", question.firstDay().toString())
                        .bind("$4", question.lastDay().toString())
                : statement;
    }
}
