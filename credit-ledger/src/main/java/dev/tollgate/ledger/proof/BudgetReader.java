package dev.tollgate.ledger.proof;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Reads the budgets: what is used of each is what its key, or its run, was charged since its period began. */
final class BudgetReader {

    /** Of a period that began before the last month that is no longer in the books was over, only what is left is compared. */
    private static final String BUDGETS = "SELECT b.id, b.wallet_id, b.key_id, b.used, b.held, b.since, b.run,"
            + " b.key_id = 0 OR EXISTS (SELECT FROM api_key k WHERE k.id = b.key_id AND k.account_id = b.wallet_id),"
            + " b.since >= coalesce((SELECT max(until) + interval '1 day' FROM opening), '-infinity') FROM budget b";

    private static final String HELD = "SELECT n.id, h.wallet_id, CASE h.state WHEN 0 THEN h.amount ELSE h.so_far END"
            + " FROM hold h, unnest(h.budgets) n (id)";

    /** Of a key, or of a run of it: so that a charge finds what it counts for at once, however many runs there are. */
    private record Spender(long wallet, long key, String run) {}

    private final Map<Spender, List<Counted>> bySpender = new HashMap<>();
    private final Map<Long, Counted> all = new HashMap<>();
    private final Check.Counter used =
            new Check.Counter("what is used of every budget is what its key or run was charged in its period");
    private final Check.Counter held =
            new Check.Counter("every budget holds what running calls have set aside from it");

    /** A budget, and what has been met of it. */
    private static final class Counted {
        final long wallet;
        final long used;
        final long held;
        final long since;
        final boolean whole;
        long charged;
        long setAside;

        Counted(long wallet, long used, long held, long since, boolean whole) {
            this.wallet = wallet;
            this.used = used;
            this.held = held;
            this.since = since;
            this.whole = whole;
        }
    }

    /** Before the usage records. */
    void read(Connection connection, Check.Counter readable) throws SQLException {
        new CopyRows(connection, "budget", BUDGETS).each(readable, this::budget);
        new CopyRows(connection, "hold of a budget", HELD).each(readable, this::hold);
    }

    private void budget(CopyRows row) {
        long id = row.number();
        long wallet = row.number();
        long key = row.number();
        long spent = row.number();
        long kept = row.number();
        long since = row.micros();
        String run = new String(row.bytes(), StandardCharsets.UTF_8);
        used.examine(row.truth(), "budget ", id, " is of a key that is not its account's");
        Counted counted = new Counted(wallet, spent, kept, since, row.truth());
        all.put(id, counted);
        bySpender
                .computeIfAbsent(new Spender(wallet, key, run), absent -> new ArrayList<>(1))
                .add(counted);
    }

    private void hold(CopyRows row) {
        Counted counted = all.get(row.number());
        long wallet = row.number();
        long amount = row.number();
        if (counted != null) { // Budgets may be taken away while calls run.
            held.examine(counted.wallet == wallet, "a hold of wallet ", wallet, " names a budget of another");
            counted.setAside += amount;
        }
    }

    /** A usage record. */
    void charged(long wallet, long key, byte[] run, long charged, long settled) {
        if (bySpender.isEmpty()) {
            return;
        }
        count(new Spender(wallet, key, ""), charged, settled);
        if (run.length > 0) {
            count(new Spender(wallet, key, new String(run, StandardCharsets.UTF_8)), charged, settled);
        }
    }

    private void count(Spender spender, long charged, long settled) {
        for (Counted counted : bySpender.getOrDefault(spender, List.of())) {
            if (settled >= counted.since) {
                counted.charged += charged;
            }
        }
    }

    /** When the usage records have been read. */
    List<Check> compare() {
        all.forEach((id, counted) -> {
            used.examine(
                    counted.whole ? counted.used == counted.charged : counted.used >= counted.charged,
                    "of budget ",
                    id,
                    " ",
                    counted.used,
                    " are used, its charges are ",
                    counted.charged);
            held.examine(
                    counted.held == counted.setAside,
                    "budget ",
                    id,
                    " holds ",
                    counted.held,
                    ", its running calls have set aside ",
                    counted.setAside);
        });
        return List.of(used.check(), held.check());
    }
}
