package dev.tollgate.app.history;

import dev.tollgate.ledger.database.DatabaseUrl;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads a wallet's journal from the database. */
final class JournalReader {

    private interface Row<T> {
        T read(ResultSet row) throws SQLException;
    }

    private final Statement statement;
    private final long wallet;

    private JournalReader(Statement statement, long wallet) {
        this.statement = statement;
        this.wallet = wallet;
    }

    static Journal read(DatabaseUrl url, long wallet) throws SQLException {
        try (Connection connection = url.connect();
                Statement statement = connection.createStatement()) {
            return new JournalReader(statement, wallet).journal();
        }
    }

    private Journal journal() throws SQLException {
        List<Journal.Entry> entries = rows(
                "SELECT wallet_seq, kind, from_account, to_account, amount, balance, reference FROM entry"
                        + " WHERE wallet_id = %d ORDER BY wallet_seq",
                row -> new Journal.Entry(
                        row.getLong(1),
                        row.getString(2),
                        row.getString(3),
                        row.getString(4),
                        row.getLong(5),
                        row.getLong(6),
                        row.getString(7)));
        List<Long> left = rows("SELECT posted FROM wallet WHERE id = %d", row -> row.getLong(1));
        List<Long> debt = rows("SELECT debt FROM wallet WHERE id = %d", row -> row.getLong(1));
        return new Journal(
                entries,
                map("SELECT request_id, charged FROM usage_record WHERE wallet_id = %d", row -> row.getLong(2)),
                map("SELECT key, request_id FROM spend_answer WHERE wallet_id = %d", row -> row.getString(2)),
                map("SELECT reference, granted FROM credit_grant WHERE wallet_id = %d", row -> row.getLong(2)),
                map("SELECT id, amount FROM hold WHERE wallet_id = %d", row -> row.getLong(2))
                        .keySet(),
                left.get(0),
                debt.get(0));
    }

    private <T> List<T> rows(String sql, Row<T> read) throws SQLException {
        try (ResultSet rows = statement.executeQuery(String.format(sql, wallet))) {
            List<T> all = new ArrayList<>();
            while (rows.next()) {
                all.add(read.read(rows));
            }
            return all;
        }
    }

    private <T> Map<String, T> map(String sql, Row<T> value) throws SQLException {
        Map<String, T> all = new LinkedHashMap<>();
        rows(sql, row -> all.put(row.getString(1), value.read(row)));
        return all;
    }
}
