package dev.tollgate.ledger.analytics;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A question with whose it is, as SQL: where its rows are in the sums, and in the log what is newer.
 *
 * @param account absent: all of them
 * @param rolledTo how far the sums go
 */
record Asked(Question question, @Nullable Long account, RolledTo rolledTo) {

    /** Totals of everybody stand under this account, which nobody has. */
    private static final long EVERYBODY = 0;

    private static final List<Grain> OWN = List.of(Grain.DAY, Grain.QUARTER);
    private static final List<Grain> ALL = List.of(Grain.values());

    /**
     * Ids begin with their call's time, which finds the months to read, and an account's newest. A call that took longer is
     * missing until it is rolled up, seconds later.
     */
    private static final Duration LONGEST_CALL = Duration.ofHours(1);

    private static final String ROWS = "SELECT %s AS name, " + Figures.COLUMNS + " FROM %s WHERE %s";

    private static final String UNION = " UNION ALL ";

    private static final String EACH_TAG =
            ", LATERAL (SELECT left(g.name || CASE g.value WHEN '' THEN '' ELSE '=' || g.value END, 300) AS tag FROM jsonb_each_text(tags) g (name, value)) tagged";

    /** The rows that everything is in once, called by an expression over their time. */
    String totals(String name, Parameters parameters) {
        String whose = "wallet_id = " + parameters.of(account == null ? EVERYBODY : account);
        Piece quarters = new Piece(Grain.QUARTER, question.from(), question.to());
        return ROWS.formatted(name, "usage_rollup_total", whose + during(quarters, parameters))
                + UNION
                + newer(name, "", parameters);
    }

    /** The rows of the sums that a dimension is told apart in. */
    String rolled(Dimension by, Parameters parameters) {
        return Piece.of(question.from(), question.to(), account == null ? ALL : OWN, rolledTo.days()).stream()
                .map(piece -> rolled(by, piece, parameters))
                .collect(Collectors.joining(UNION));
    }

    private String rolled(Dimension by, Piece piece, Parameters parameters) {
        String during = during(piece, parameters);
        boolean quarters = piece.grain() == Grain.QUARTER;
        if (account != null) {
            String table = (quarters ? "usage_rollup" : "usage_rollup_own") + (by == Dimension.TAG ? "_tag" : "");
            return ROWS.formatted(by.expression(), table, "wallet_id = " + parameters.of(account) + during);
        }
        if (quarters) {
            String accounts = by.isForAccounts() ? "true" : "wallet_id <> " + EVERYBODY;
            return ROWS.formatted(by.expression(), by.quarters(), accounts + during);
        }
        String hours = "hours = " + piece.grain().hours();
        if (!by.isForAccounts()) {
            return ROWS.formatted(by.expression(), "usage_rollup_account", hours + during);
        }
        String kind = " AND kind = '" + by.name().toLowerCase(Locale.ROOT) + "'";
        return ROWS.formatted("name", "usage_rollup_name", hours + kind + during);
    }

    private static String during(Piece piece, Parameters parameters) {
        return " AND bucket >= " + parameters.time(piece.from()) + " AND bucket < " + parameters.time(piece.to());
    }

    /** The rows of the log that are not in the sums yet. */
    String newer(Dimension by, Parameters parameters) {
        return newer(by.expression(), by == Dimension.TAG ? EACH_TAG : "", parameters);
    }

    private String newer(String name, String each, Parameters parameters) {
        Instant from = rolledTo.quarters().isAfter(question.from()) ? rolledTo.quarters() : question.from();
        String newest = "settled_at >= " + parameters.time(from)
                + " AND settled_at < " + parameters.time(question.to())
                + " AND request_id >= tg_first_id(" + parameters.time(from.minus(LONGEST_CALL)) + ")";
        return ROWS.formatted(
                name,
                "usage_fact" + each,
                account == null ? newest : "wallet_id = " + parameters.of(account) + " AND " + newest);
    }
}
