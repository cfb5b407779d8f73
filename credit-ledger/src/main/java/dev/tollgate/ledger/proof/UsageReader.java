package dev.tollgate.ledger.proof;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Reads the usage records, what apps were answered, and budgets: every charge is what its entries took, for its reason. */
final class UsageReader {

    /** Answers to spends whose month is no longer in the books are not asked for, nor are records of such months. */
    private static final String IN_THE_BOOKS = "request_id >= coalesce((SELECT tg_first_id(max(until)) FROM opening),"
            + " '00000000-0000-0000-0000-000000000000')";

    private static final String USAGE = "SELECT wallet_id, request_id, settled_at, at, hold, charged, input_tokens,"
            + " output_tokens, key_id, state, provider, operation, model, answered_model, key_mode, basis, price_version, run,"
            + " detail, operation = 'spend' AND " + IN_THE_BOOKS
            + " FROM usage_record";

    /** Looked up one by one. */
    private static final String SPENDS = "SELECT s.wallet_id, s.request_id, s.debited, u.charged,"
            + " count(*) OVER (PARTITION BY s.wallet_id, s.request_id) FROM spend_answer s"
            + " LEFT JOIN LATERAL (SELECT charged FROM usage_record u WHERE u.wallet_id = s.wallet_id"
            + " AND u.request_id = s.request_id AND u.operation = 'spend' LIMIT 1) u ON true"
            + " WHERE s." + IN_THE_BOOKS;

    /** From state to detail, and the run among them. */
    private static final int TEXTS = 10;

    private static final int RUN = 8;

    private final Fingerprints fingerprints;
    private final BudgetReader budgets = new BudgetReader();
    private final HashedLine line = new HashedLine();
    private final Check.Counter readable = new Check.Counter("every usage record can be read");
    private final Check.Counter answered =
            new Check.Counter("every spend has its answer, which is what its usage record says");

    /** For each wallet, how many of its spends have no answer: without that the same key would spend again. */
    private final Map<Long, Sum> unanswered = new HashMap<>();

    /** For each wallet, the sum of its settlements' fingerprints. */
    private final Map<Long, Sum> settlements = new HashMap<>();

    private static final class Sum {
        long value;
    }

    UsageReader(Fingerprints fingerprints) {
        this.fingerprints = fingerprints;
    }

    UsageReader read(Connection connection) throws SQLException {
        budgets.read(connection, readable);
        new CopyRows(connection, "usage record", USAGE).each(readable, this::record);
        new CopyRows(connection, "answer to a spend", SPENDS).each(readable, this::answer);
        return this;
    }

    private void record(CopyRows row) {
        long wallet = row.number();
        line.begin().field(row.uuid());
        long settled = row.micros();
        line.field(row.micros()).field(row.number());
        long charged = row.number();
        line.field(charged).field(row.number()).field(row.number());
        long key = row.number();
        byte[][] texts = new byte[TEXTS][];
        for (int text = 0; text < TEXTS; text++) {
            texts[text] = row.bytes();
        }
        line.field(key).texts(texts);
        budgets.charged(wallet, key, texts[RUN], charged, settled);
        if (row.truth()) {
            unanswered.computeIfAbsent(wallet, absent -> new Sum()).value++;
        }
        settlements.computeIfAbsent(wallet, absent -> new Sum()).value +=
                fingerprints.of(line.hash(), charged, settled);
    }

    private void answer(CopyRows row) {
        long wallet = row.number();
        String id = row.uuid().toString();
        Long debited = row.number();
        unanswered.computeIfAbsent(wallet, absent -> new Sum()).value--;
        answered.examine(
                debited.equals(row.nullableNumber()) && row.number() == 1,
                "the answer to spend ",
                id,
                " of wallet ",
                wallet,
                " is not its record's, or not the only one");
    }

    /** When the entries have been read, too. */
    List<Check> compare(Books books) {
        Check.Counter same =
                new Check.Counter("every settlement has its usage record, and every record its settlement");
        books.wallets.forEach((id, book) -> {
            Sum sum = settlements.remove(id);
            same.examine(
                    book.settlements == (sum == null ? 0 : sum.value),
                    "the usage records of wallet ",
                    id,
                    " are not those that its entries were written for");
        });
        settlements.forEach((id, sum) -> same.examine(false, "wallet ", id, " has usage records, but no entries"));
        unanswered.forEach((id, spends) ->
                answered.examine(spends.value <= 0, "wallet ", id, " has spends without their answer: ", spends.value));
        List<Check> checks = new ArrayList<>(List.of(same.check(), answered.check()));
        checks.addAll(budgets.compare());
        checks.add(readable.check());
        return List.copyOf(checks);
    }
}
